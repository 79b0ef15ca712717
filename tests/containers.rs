//! Containers from outside: each form gives its stories with the fields it states; what is cut off, garbled or malicious harms
//! nobody and is named.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dateline::source::{self, Facts, Found, ReadOptions, Reason, Skipped};
use dateline::story::{Origin, Story};
use proptest::prelude::*;

use crate::command::Folder;

/// What a file gives.
#[derive(Debug)]
struct Given {
    stories: Vec<Story>,
    skipped: Vec<(String, Reason)>,
    facts: Result<Facts, Reason>,
}

fn read(path: &str, bytes: &[u8]) -> Given {
    let (mut stories, mut skipped) = (Vec::new(), Vec::new());
    let facts = source::of_bytes(path, bytes.to_vec()).stories(&ReadOptions::default(), &mut |story| {
        match story {
            Ok(story) => stories.push(story),
            Err(member) => skipped.push((member.path, member.reason)),
        }
        ControlFlow::Continue(())
    });
    Given { stories, skipped, facts }
}

impl Given {
    fn entries(&self) -> Vec<&str> {
        self.stories.iter().map(|story| story.origin.entry.as_deref().unwrap_or("-")).collect()
    }

    fn texts(&self) -> Vec<&str> {
        self.stories.iter().map(|story| story.text.as_str()).collect()
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/containers")
}

/// The fixtures: files of the forms, each with what it must give beside it in `NAME.stories`.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && !name.ends_with(".stories"))
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), std::fs::read(folder().join(&name)).unwrap())).collect()
}

/// Writes what a file gives, a field a line.
fn shown(given: &Given) -> String {
    let mut out = String::new();
    for story in &given.stories {
        let known = &story.known;
        out.push_str(&format!("== {}\n", story.origin.entry.as_deref().unwrap_or("-")));
        let date = known.date.map(|date| date.to_string());
        let fields = [
            ("date", &date),
            ("headline", &known.headline),
            ("slug", &known.slug),
            ("byline", &known.byline),
            ("dateline", &known.dateline),
            ("agency", &known.agency),
            ("language", &known.language),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                out.push_str(&format!("{name}: {value}\n"));
            }
        }
        out.push_str(&format!("\n{}\n", story.text.trim_end()));
    }
    for (path, reason) in &given.skipped {
        out.push_str(&format!("-- {path}: {}\n", reason.kind()));
    }
    match &given.facts {
        Ok(facts) => out.push_str(&format!("{}{}\n", facts.encoding, if facts.doubtful { ", doubtful" } else { "" })),
        Err(reason) => out.push_str(&format!("{reason}\n")),
    }
    out
}

#[test]
fn each_form_gives_its_stories_with_their_fields() {
    let mut faults = Vec::new();
    for (name, bytes) in fixtures() {
        let expected = std::fs::read_to_string(folder().join(format!("{name}.stories"))).unwrap_or_default();
        let found = shown(&read(&name, &bytes));
        if found != expected {
            faults.push(format!("{name}\n--- expected\n{expected}\n--- found\n{found}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// A zip archive of stored and deflated members, with its directory.
pub fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (number, (name, bytes)) in members.iter().enumerate() {
        let (method, packed) = if number % 2 == 0 { (8u16, deflated(bytes)) } else { (0, bytes.to_vec()) };
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let mut header = Vec::new();
        header.extend([20u16, 0x800, method, 0, 0].iter().flat_map(|n| n.to_le_bytes()));
        header.extend([crc.sum(), packed.len() as u32, bytes.len() as u32].iter().flat_map(|n| n.to_le_bytes()));
        header.extend([name.len() as u16, 0].iter().flat_map(|n| n.to_le_bytes()));
        directory.extend(b"PK\x01\x02\x14\x03");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    let (at, count) = (out.len() as u32, members.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].iter().flat_map(|n| n.to_le_bytes()));
    out.extend([directory.len() as u32, at].iter().flat_map(|n| n.to_le_bytes()));
    out.extend([0, 0]);
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

const ONE: &[u8] = b"OSLO, April 28 (EX) - The ferry is back.\n";
const TWO: &[u8] = b"BERGEN, April 29 (EX) - The keeper retired.\n";

#[test]
fn archives_name_their_members_and_nest() {
    let inner = zip(&[("x.txt", ONE), ("y.txt.gz", &gzip(TWO))]);
    let outer = gzip(&tar(&[
        ("a.txt", ONE),
        ("sub/b.zip", &inner),
        ("c.jsonl", b"{\"id\": 5, \"text\": \"OSLO (EX) - Five.\"}\n"),
    ]));
    let given = read("all.tar.gz", &outer);
    assert_eq!(given.entries(), ["a.txt", "sub/b.zip/x.txt", "sub/b.zip/y.txt.gz", "c.jsonl/5"]);
    assert_eq!(given.stories[2].text.as_bytes(), TWO);
    assert_eq!(given.skipped, []);
    assert_eq!(read("one.txt.zst", &zstd(ONE)).entries(), ["-"]);
    assert_eq!(read("misnamed.txt", &zip(&[("a.txt", ONE)])).entries(), ["a.txt"]);
    let concatenated = [gzip(ONE), gzip(TWO)].concat();
    assert_eq!(read("two.gz", &concatenated).texts(), [String::from_utf8([ONE, TWO].concat()).unwrap()]);
}

#[test]
fn members_of_one_name_do_not_hide_one_another() {
    let members = [("a.txt", ONE), ("a.txt", TWO)];
    for archive in [zip(&members), tar(&members)] {
        let given = read("archive", &archive);
        assert_eq!(given.entries(), ["a.txt", "a.txt~2"]);
        assert_eq!(given.stories[1].text.as_bytes(), TWO);
    }
}

#[test]
fn long_and_hostile_names_are_names_only() {
    let long = format!("{}/a.txt", "folder".repeat(60));
    let given = read("archive.tar", &tar(&[(&long, ONE)]));
    assert_eq!(given.entries(), [long.as_str()]);
    let hostile = read("archive.zip", &zip(&[("../../etc/a.txt", ONE), ("/abs.txt", TWO), ("folder/", b"")]));
    assert_eq!(hostile.entries(), ["../../etc/a.txt", "/abs.txt"]);
}

#[test]
fn a_bad_member_is_bad_alone() {
    let mut broken = zip(&[("a.txt", ONE), ("b.txt", TWO), ("c.bin", b"\x7fELF\0\0\0\x01\x02"), ("d.txt", b" \n")]);
    let at = broken.windows(6).position(|six| six == b"BERGEN").unwrap();
    broken[at] ^= 1;
    let given = read("archive.zip", &broken);
    assert_eq!(given.stories[0].text.as_bytes(), ONE);
    let kinds: Vec<(&str, &str)> = given.skipped.iter().map(|(path, reason)| (path.as_str(), reason.kind())).collect();
    assert_eq!(
        kinds,
        [("archive.zip/b.txt", "damaged"), ("archive.zip/c.bin", "binary"), ("archive.zip/d.txt", "empty")]
    );
}

#[test]
fn passwords_and_office_documents_are_named() {
    let mut locked = zip(&[("a.txt", ONE)]);
    locked[6] |= 1;
    let at = locked.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    locked[at + 8] |= 1;
    assert_eq!(read("a.zip", &locked).skipped, [("a.zip/a.txt".to_owned(), Reason::Encrypted)]);
    assert_eq!(read("a.docx", &zip(&[("[Content_Types].xml", b"<Types/>")])).facts, Err(Reason::Binary));
}

#[test]
fn archives_too_deep_in_one_another_are_named() {
    let nested = |depth: usize| (0..depth).fold(ONE.to_vec(), |bytes, _| zip(&[("n", &bytes)]));
    assert_eq!(read("n.zip", &nested(3)).entries(), ["n/n/n"]);
    assert_eq!(read("n.zip", &nested(4)).skipped, [("n.zip/n/n/n/n".to_owned(), Reason::TooDeep)]);
    let gz = (0..6).fold(ONE.to_vec(), |bytes, _| gzip(&bytes));
    assert_eq!(read("n.gz", &gz).facts, Err(Reason::TooDeep));
    let mixed = gzip(&tar(&[("a.zip", &zip(&[("b.txt.gz", &gzip(ONE))]))]));
    assert_eq!(read("m.tar.gz", &mixed).entries(), ["a.zip/b.txt.gz"]);
}

#[test]
fn bombs_are_stopped_and_named() {
    let blanks = vec![b' '; 40 << 20];
    assert_eq!(read("a.gz", &gzip(&blanks)).facts, Err(Reason::Bomb));
    assert_eq!(read("a.zst", &zstd(&blanks)).facts, Err(Reason::Bomb));
    assert_eq!(
        read("a.zip", &zip(&[("a.txt", &blanks), ("b.txt", ONE)])).skipped[0],
        ("a.zip/a.txt".to_owned(), Reason::Bomb)
    );
    let tar = tar(&[("a.txt", &blanks)]);
    assert_eq!(read("a.tar.gz", &gzip(&tar)).skipped.last().map(|(_, reason)| reason), Some(&Reason::Bomb));
    assert_eq!(read("b.gz", &gzip(&gzip(&blanks))).facts, Err(Reason::Bomb));
}

#[test]
fn members_that_share_their_bytes_share_one_budget() {
    // A directory that names the same megabyte a thousand times: each member alone would be within its ratio.
    let story: Vec<u8> = (0..30_000u32)
        .flat_map(|n| format!("{:x} word {}\n", n.wrapping_mul(2_654_435_761), n % 97).into_bytes())
        .collect();
    let one = zip(&[("a.txt", &story)]);
    let at = one.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let end = one.windows(4).position(|four| four == b"PK\x05\x06").unwrap();
    let mut bomb = one[..at].to_vec();
    for _ in 0..2000 {
        bomb.extend(&one[at..end]);
    }
    let mut tail = one[end..].to_vec();
    tail[8..12].copy_from_slice(&[0xd0, 7, 0xd0, 7]);
    tail[12..16].copy_from_slice(&((bomb.len() - at) as u32).to_le_bytes());
    bomb.extend(&tail);
    let given = read("bomb.zip", &bomb);
    assert!(given.skipped.iter().any(|(_, reason)| *reason == Reason::Bomb), "{} stories", given.stories.len());
}

#[test]
fn entity_bombs_expand_to_nothing() {
    let mut bomb = String::from("<?xml version=\"1.0\"?><!DOCTYPE nitf [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        bomb.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};\">", n - 1));
    }
    bomb.push_str("<!ENTITY x SYSTEM \"file:///etc/hostname\">]><nitf><body><body.content><p>OSLO (EX) - &a29; &x;</p></body.content></body></nitf>");
    assert_eq!(read("bomb.xml", bomb.as_bytes()).texts(), ["OSLO (EX) - &a29; &x;"]);
}

#[test]
fn what_only_looked_like_a_container_is_copy() {
    let copy = "<doc/>\nOSLO (EX) - The ferry is back.\n";
    assert_eq!(read("a.txt", copy.as_bytes()).texts(), [copy]);
    assert_eq!(read("a.txt", copy.as_bytes()).entries(), ["-"]);
    assert_eq!(read("a.gz", &gzip(copy.as_bytes())).texts(), [copy]);
}

#[test]
fn a_record_too_large_is_named_and_the_next_is_read() {
    let mut lines = b"{\"id\": 1, \"text\": \"OSLO (EX) - One.\"}\n{\"id\": 2, \"text\": \"".to_vec();
    lines.resize(lines.len() + (33 << 20), b'x');
    lines.extend(b"\"}\n{\"id\": 3, \"text\": \"OSLO (EX) - Three.\"}\n");
    let given = read("big.jsonl", &lines);
    assert_eq!(given.entries(), ["1", "3"]);
    assert_eq!(given.skipped, [("big.jsonl/2".to_owned(), Reason::TooLarge)]);
}

#[test]
fn files_too_large_for_memory_are_read_from_the_disk() {
    let folder = Folder::new();
    let line = |n: u32| format!("{{\"id\": {n}, \"text\": \"OSLO (EX) - Story {n}. {}\"}}\n", "word ".repeat(20_000));
    let lines: String = (0..400).map(line).collect();
    assert!(lines.len() > 33 << 20);
    folder.write("big.jsonl", &lines);
    let packed = zip(&[("a.txt", ONE), ("big.jsonl", lines.as_bytes())]);
    assert!(packed.len() > 33 << 20);
    folder.write("big.zip", &packed);
    for (path, count) in [("big.jsonl", 400), ("big.zip", 401)] {
        let source = source::open(folder.path(), &Found { path: path.to_owned(), size: 0, mtime: 0 }).unwrap();
        let bytes = std::fs::read(folder.path().join(path)).unwrap();
        assert_eq!(source.fingerprint(), source::of_bytes(path, bytes).fingerprint());
        let mut seen = 0;
        let mut count_story = |story: Result<Story, Skipped>| {
            seen += usize::from(story.is_ok());
            ControlFlow::Continue(())
        };
        source.stories(&ReadOptions::default(), &mut count_story).unwrap();
        assert_eq!(seen, count, "{path}");
    }
}

#[test]
fn the_bytes_as_filed_come_back() {
    let folder = Folder::new();
    let lines = b"{\"id\": 1, \"text\": \"OSLO (EX) - One.\"}\n{\"id\": 2, \"text\": \"OSLO (EX) - Two.\"}\n";
    let cyrillic = std::fs::read(self::folder().join("koi8-r.txt")).unwrap();
    let feed = std::fs::read(self::folder().join("rss.xml")).unwrap();
    folder.write(
        "all.tar.gz",
        gzip(&tar(&[("a.txt", ONE), ("b/c.jsonl", lines), ("k.txt", &cyrillic), ("rss.xml", &feed)])),
    );
    folder.write("plain.txt", &cyrillic);
    let raw = |path: &str, entry: Option<&str>, start: usize, end: usize| {
        let span = dateline::story::Span::new(start, end);
        source::raw(
            folder.path(),
            &Origin { path: path.to_owned(), entry: entry.map(str::to_owned), span },
            &ReadOptions::default(),
        )
    };
    assert_eq!(raw("all.tar.gz", Some("a.txt"), 0, ONE.len()), Ok(ONE.to_vec()));
    assert_eq!(raw("all.tar.gz", Some("b/c.jsonl/2"), 0, 16), Ok(lines[38..].to_vec()));
    // Six letters of Cyrillic are twelve bytes of text and six of KOI8-R.
    assert_eq!(raw("plain.txt", None, 0, 12), Ok(cyrillic[..6].to_vec()));
    assert_eq!(raw("all.tar.gz", Some("k.txt"), 0, 12), Ok(cyrillic[..6].to_vec()));
    let item = raw("all.tar.gz", Some("rss.xml/ex-1"), 0, 55).unwrap();
    assert!(item.starts_with(b"<item>") && item.ends_with(b"</item>"), "{}", String::from_utf8_lossy(&item));
    assert!(matches!(raw("plain.txt", None, 0, 100_000), Err(Reason::Damaged(_))));
    assert!(matches!(raw("gone.txt", None, 0, 1), Err(Reason::Vanished)));
}

#[test]
fn members_are_indexed_searched_and_shown_as_filed() {
    let folder = Folder::new();
    folder.write("archive.zip", zip(&[("2025/a.txt", ONE), ("b.txt", TWO), ("c.bin", b"\x7fELF\0\0\0\x01\x02")]));
    folder.write("wire.sgm", std::fs::read(self::folder().join("reuters-21578.sgm")).unwrap());
    folder.run("index --verbose").exits(2).says("2 added").says("archive.zip/c.bin: binary");
    let hits = folder.run("search ferry --sort oldest --format jsonl").exits(0).hits();
    let named: Vec<(&str, &str)> =
        hits.iter().map(|hit| (hit["path"].as_str().unwrap(), hit["entry"].as_str().unwrap())).collect();
    assert!(named.contains(&("archive.zip", "2025/a.txt")), "{named:?}");
    let wire = hits.iter().find(|hit| hit["path"] == "wire.sgm").unwrap();
    assert_eq!((wire["entry"].as_str(), wire["date"].as_str()), (Some("1"), Some("1987-02-26")));
    assert_eq!(wire["date_source"], "container");
    assert_eq!(wire["dateline"]["place"], "HARWICH");
    let id = hits.iter().find(|hit| hit["path"] == "archive.zip").unwrap()["id"].as_str().unwrap();
    assert_eq!(folder.run(&format!("show {id} --raw")).exits(0).stdout, ONE);
}

#[test]
fn an_encoding_can_be_told() {
    let bytes = "Příboj".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let options = ReadOptions::in_encoding("utf-16le").unwrap();
    let mut texts = Vec::new();
    source::of_bytes("a.txt", bytes)
        .stories(&options, &mut |story| {
            texts.push(story.unwrap().text);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(texts, ["Příboj"]);
}

/// Archives of all fixtures, and the fixtures themselves.
static CORPUS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let mut corpus = fixtures();
    let members: Vec<(&str, &[u8])> = corpus.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let archives = [
        ("all.zip", zip(&members)),
        ("all.tar", tar(&members)),
        ("all.tar.gz", gzip(&tar(&members))),
        ("all.tar.zst", zstd(&tar(&members))),
        ("nested.zip", zip(&[("all.zip", &zip(&members)), ("one.txt", ONE)])),
    ];
    corpus.extend(archives.map(|(name, bytes)| (name.to_owned(), bytes)));
    corpus
});

/// What each of them gives.
static WHOLE: LazyLock<Vec<(String, Given)>> =
    LazyLock::new(|| CORPUS.iter().map(|(name, bytes)| (name.clone(), read(name, bytes))).collect());

#[test]
fn archives_of_all_forms_give_what_the_forms_give() {
    let alone: usize = fixtures().iter().map(|(name, bytes)| read(name, bytes).stories.len()).sum();
    for (name, bytes) in CORPUS.iter().filter(|(name, _)| name.starts_with("all.")) {
        let given = read(name, bytes);
        assert_eq!(given.stories.len(), alone, "{name}: {:?}", given.skipped);
        assert_eq!(given.facts.unwrap().encoding, "mixed");
    }
}

#[test]
fn names_are_unique_and_spans_cover_the_text() {
    for (name, bytes) in CORPUS.iter() {
        let given = read(name, bytes);
        let mut entries = given.entries();
        entries.sort_unstable();
        entries.dedup();
        assert_eq!(entries.len(), given.stories.len(), "{name}");
        for story in &given.stories {
            assert_eq!((story.origin.span.start, story.origin.span.end), (0, story.text.len()), "{}", story.origin);
        }
    }
}

/// What stands before a cut is given: every story of which the file still holds all bytes, and some behind them.
fn keeps_what_stands_before(name: &str, whole: &Given, cut: &Given) {
    // The last one or two may be cut in the middle, or wait for an end that is gone.
    let kept = cut.stories.len().saturating_sub(2);
    for (story, same) in cut.stories.iter().zip(&whole.stories).take(kept) {
        assert_eq!(story.text, same.text, "{name}");
    }
}

#[test]
fn a_cut_archive_gives_its_members_before_the_cut() {
    let members: Vec<(String, Vec<u8>)> =
        (0..20).map(|n| (format!("{n}.txt"), format!("OSLO (EX) - Story {n}.\n").into_bytes())).collect();
    let members: Vec<(&str, &[u8])> = members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    for (name, bytes) in [("a.zip", zip(&members)), ("a.tar", tar(&members))] {
        let mut least = 0;
        for end in (0..bytes.len()).step_by(11) {
            let given = read(name, &bytes[..end]);
            assert!(given.stories.len() + 1 >= least, "{name} cut at {end}: {} after {least}", given.stories.len());
            least = least.max(given.stories.len());
        }
        assert!(least >= 19, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000), kind in 0usize..12) {
        let starts: [&[u8]; 12] = [
            b"", b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"<?xml?><nitf>", b"<html>", b"{\"", b"[{", b"<DOC>",
            b"From a 10:00\nA: b\n", b"\x01x\x02", b"id,text\n",
        ];
        read("any", &[starts[kind], &bytes].concat());
    }

    #[test]
    fn any_cut_is_read_and_loses_nothing_before_it(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let (name, bytes) = which.get(CORPUS.as_slice());
        let whole = WHOLE.iter().find(|(known, _)| known == name).map(|(_, given)| given).unwrap();
        keeps_what_stands_before(name, whole, &read(name, &bytes[..at.index(bytes.len())]));
    }

    #[test]
    fn any_changed_bytes_are_read_without_panic(which in any::<prop::sample::Index>(), changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let (name, bytes) = which.get(CORPUS.as_slice());
        let mut bytes = bytes.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read(name, &bytes);
    }
}
