//! Checks every byte that an index relies on. tantivy itself looks at no checksum when it opens an index: a flipped bit
//! would be served as truth.

use std::path::{Path, PathBuf};

use tantivy::index::SegmentComponent;
use tantivy::{Directory, Index, IndexMeta};

use super::grouping::{self, COMPARED};
use super::ledger::Snapshot;
use super::pages::each_source;
use super::storage::Access;
use super::takes;
use super::{IndexError, Payload, open_index};

/// A file of the index that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// Its name within the index.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

impl Damage {
    fn new(file: impl Into<String>, what: impl Into<String>) -> Damage {
        Damage { file: file.into(), what: what.into() }
    }
}

/// Checks the index in `folder`: checksums of all segment files, the list of segments against what they hold, the list of
/// files against the folder, and the id of the state against the ledger. Empty if all is well.
pub fn verify(folder: &Path) -> Result<Vec<Damage>, IndexError> {
    let (index, _) = match open_index(folder, Access::Mapped, None) {
        Ok(opened) => opened,
        Err(error @ (IndexError::Missing | IndexError::Locked)) => return Err(error),
        Err(IndexError::OtherVersion) => return Ok(vec![Damage::new("meta.json", "of another version, or damaged")]),
        Err(error) => return Ok(vec![Damage::new("meta.json", said(&error))]),
    };
    let mut damage = checksums(&index, folder);
    damage.extend(list(&index));
    damage.extend(managed(&index, folder));
    damage.extend(beside(&index));
    // What fails its checksum is not worth a look into, and may not bear one.
    if damage.is_empty() {
        damage.extend(state(&index).unwrap_or_else(|error| vec![Damage::new("meta.json", said(&error))]));
    }
    damage.sort_unstable();
    damage.dedup();
    Ok(damage)
}

/// Compares the list of segments with what is read from it: a key that was changed to one that nobody knows is passed over by
/// the reading, and what it stood for is then what is usual.
fn list(index: &Index) -> Option<Damage> {
    let bytes = index.directory().atomic_read(Path::new("meta.json")).ok()?;
    let again = serde_json::to_string_pretty(&index.load_metas().ok()?).ok()?;
    (String::from_utf8_lossy(&bytes).trim_end() != again)
        .then(|| Damage::new("meta.json", "not what this version writes"))
}

/// Checks each file that the list of segments names. tantivy's own check passes over files that it does not manage.
fn checksums(index: &Index, folder: &Path) -> Vec<Damage> {
    let metas = match index.load_metas() {
        Ok(metas) => metas,
        Err(error) => return vec![Damage::new("meta.json", error.to_string())],
    };
    let mut damage = Vec::new();
    for file in live_files(&metas) {
        let name = file.display().to_string();
        match index.directory().validate_checksum(&file) {
            Ok(true) if footer_fits(&folder.join(&file)) => {}
            Ok(true) => damage.push(Damage::new(name, "the footer is not what this version writes")),
            Ok(false) => damage.push(Damage::new(name, "the checksum does not fit")),
            Err(error) => damage.push(Damage::new(name, error.to_string())),
        }
    }
    damage
}

/// Compares the list of files that tantivy may collect with those of the segments, and with the folder: a file is listed
/// before it is made, so one that no list names was listed under a name that has changed since.
fn managed(index: &Index, folder: &Path) -> Vec<Damage> {
    let listed = index.directory().list_managed_files();
    let live = index.load_metas().map(|metas| live_files(&metas)).unwrap_or_default();
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| PathBuf::from(entry.file_name()));
    let mut missing: Vec<PathBuf> = live.into_iter().chain(names.filter(|name| is_of_segment(name))).collect();
    missing.retain(|file| !listed.contains(file));
    missing.sort_unstable();
    missing.dedup();
    missing.iter().map(|file| Damage::new(".managed.json", format!("does not list {}", file.display()))).collect()
}

/// Checks the files that are no segment's.
fn beside(index: &Index) -> Vec<Damage> {
    let torn = [(takes::FILE, takes::is_torn(index.directory())), (COMPARED, grouping::is_torn(index.directory()))];
    torn.into_iter().filter(|(_, torn)| *torn).map(|(file, _)| Damage::new(file, "the checksum does not fit")).collect()
}

/// Says whether a name is that of a segment's file: 32 hexadecimal digits, and what stands behind the first stop.
fn is_of_segment(name: &Path) -> bool {
    let stem = name.to_str().and_then(|name| name.split_once('.')).map_or("", |(stem, _)| stem);
    stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What the footer of each segment file begins with; its end is the checksum, which does not cover the footer itself.
const FOOTER: &str = r#"{"version":{"major":0,"minor":27,"patch":0,"index_format_version":7},"crc":"#;

/// A footer ends with its length and a magic number, four bytes each.
fn footer_fits(file: &Path) -> bool {
    let Ok(bytes) = std::fs::read(file) else { return false };
    let Some((body, tail)) = bytes.split_last_chunk::<8>() else { return false };
    let length = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]) as usize;
    body.len().checked_sub(length).is_some_and(|start| body[start..].starts_with(FOOTER.as_bytes()))
}

/// The files that must be there. tantivy names those that may be: a list of deletes also where nothing was deleted, a
/// temporary store also where none is being written.
fn live_files(metas: &IndexMeta) -> Vec<PathBuf> {
    let deletes: Vec<PathBuf> = metas
        .segments
        .iter()
        .filter(|segment| segment.has_deletes())
        .map(|segment| segment.relative_path(SegmentComponent::Delete))
        .collect();
    let needed = |file: &PathBuf| match file.extension().and_then(|ending| ending.to_str()) {
        Some("temp") => false,
        Some("del") => deletes.contains(file),
        _ => true,
    };
    metas.list_segment_files().into_iter().filter(needed).collect()
}

/// Compares what the list of segments says with what they hold.
fn state(index: &Index) -> Result<Vec<Damage>, IndexError> {
    let failed = IndexError::engine("the index cannot be read");
    let mut damage = Vec::new();
    let metas = index.load_metas().map_err(&failed)?;
    let payload = Payload::of(index)?;
    if metas.payload.is_some() && payload.opstamp != metas.opstamp {
        damage.push(Damage::new(
            "meta.json",
            format!("expected the commit {}, found {}", payload.opstamp, metas.opstamp),
        ));
    }
    let searcher = super::open_reader(index)?.searcher();
    for reader in searcher.segment_readers() {
        let meta = metas.segments.iter().find(|meta| meta.id() == reader.segment_id());
        let (documents, deleted) = meta.map_or((0, 0), |meta| (meta.max_doc(), meta.num_deleted_docs()));
        let held = reader.fast_fields().u64("fingerprint").map_err(&failed)?.num_docs();
        let gone = reader.alive_bitset().map_or(0, |alive| reader.max_doc() - alive.num_alive_docs() as u32);
        if documents != held || deleted != gone {
            let expected = format!("expected {documents} documents less {deleted}, found {held} less {gone}");
            damage.push(Damage::new(
                "meta.json",
                format!("segment {}: {expected}", reader.segment_id().short_uuid_string()),
            ));
        }
    }
    let mut counted = Snapshot::default();
    each_source(&searcher, &mut |path, entry| counted.add(path, &entry.made))?;
    if counted != payload.snapshot {
        let expected = format!("expected the state {}, found {}", payload.snapshot.short(), counted.short());
        damage.push(Damage::new("meta.json", expected));
    }
    Ok(damage)
}

fn said(error: &IndexError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
