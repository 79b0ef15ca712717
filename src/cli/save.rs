//! `dateline save`

use clap::Args;
use dateline::query::{Juxtaposed, Saved};

use super::corpus::Corpus;
use super::failure::Failure;
use super::filters::Filters;
use super::{Global, Outcome, Ran, saved, standing};

/// Save a query under a name: `saved:NAME` in other queries stands for it, `dateline new NAME` shows what is new of it
///
/// The filters are saved with the words, as part of the query. What is relative stays so: `date:yesterday`, `--from '3 weeks ago'`
/// and `saved:OTHER` are kept as typed, and read anew each time that the query is asked. A name that is taken is given to the new
/// query; what was shown of it stays shown.
#[derive(Args)]
#[command(after_help = "Examples:\n  dateline save grain '\"grain deal\" OR zerno -romania'\n  \
    dateline save lately 'lighthouse OR saved:ferries' --from '3 weeks ago'\n  \
    dateline save --list\n  \
    dateline save --remove lights")]
pub(super) struct Save {
    /// The name: letters, digits, -, _ and dots; their size does not count
    #[arg(value_name = "NAME", required_unless_present_any = ["list", "remove"])]
    name: Option<String>,
    /// What it stands for
    #[arg(value_name = "QUERY")]
    words: Vec<String>,
    /// Words are alternatives
    #[arg(long)]
    any: bool,
    /// List the saved queries: `dateline saved`
    #[arg(long, conflicts_with_all = ["name", "remove"])]
    list: bool,
    /// Remove this saved query, and forget what was shown of it
    #[arg(long, value_name = "NAME", conflicts_with = "name")]
    remove: Option<String>,
    #[command(flatten)]
    filters: Filters,
}

impl Save {
    pub(super) fn run(&self, global: &Global) -> Ran {
        match (&self.name, &self.remove) {
            (Some(name), _) => self.save(name, global),
            (None, Some(name)) => remove(name, global),
            (None, None) => saved::list(global),
        }
    }

    fn save(&self, typed: &str, global: &Global) -> Ran {
        let name = standing::name(typed)?;
        let corpus = Corpus::to_read(global)?;
        corpus.open()?;
        let (mut saved, _held) = standing::read_to_change(&corpus, global)?;
        let juxtaposed = if self.any { Juxtaposed::Any } else { Juxtaposed::All };
        let (text, notes) = self.filters.standing(&self.words, juxtaposed, &saved)?;
        if text.is_empty() {
            return Err(Failure::new(format!("{name}: expected a query, found none"))
                .hint("`path:**` stands for every article"));
        }
        let before = saved.insert(name.clone(), text.clone());
        // With its own name in place, a query that leads back to itself shows.
        readable(&name, &saved)?;
        standing::write(&corpus, &saved)?;
        notes.iter().for_each(|note| global.note(note));
        match before {
            Some(before) if before != text => global.note(&format!("saved:{name}: {text}\n  before: {before}")),
            _ => global.note(&format!("saved:{name}: {text}")),
        }
        Ok(Outcome::Done)
    }
}

/// Reads the query that a name has come to stand for.
fn readable(name: &str, saved: &Saved) -> Result<(), Failure> {
    Filters::default().read(&format!("saved:{name}"), Juxtaposed::All, saved).map(|_| ())
}

fn remove(typed: &str, global: &Global) -> Ran {
    let corpus = Corpus::to_read(global)?;
    let (mut saved, _held) = standing::read_to_change(&corpus, global)?;
    let name = standing::named(typed, &saved)?;
    let asking = saved.asking_for(&name);
    if !asking.is_empty() {
        return Err(Failure::new(format!("saved:{name}: is asked for by {}", asking.join(", ")))
            .hint("remove these first, or save them anew without it"));
    }
    let before = saved.remove(&name).unwrap_or_default();
    standing::write(&corpus, &saved)?;
    standing::forget(&corpus, &name, global)?;
    global.note(&format!("saved:{name}: removed: {before}"));
    Ok(Outcome::Done)
}
