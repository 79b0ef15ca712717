//! The archive that is asked, reopened when it has changed.

use std::fs;
use std::sync::{Arc, Mutex, PoisonError};

use dateline::index::Archive;
use dateline::output::{counted, number};
use dateline::query::Query;
use dateline::search::facet::Facet;
use dateline::search::{Column, Engine};

use super::super::corpus::Corpus;
use super::super::failure::Failure;
use super::tools::LANGUAGE;

/// A corpus, and the state of its archive that was opened last.
pub(super) struct Desk {
    pub(super) corpus: Corpus,
    opened: Mutex<Opened>,
}

#[derive(Clone)]
struct Opened {
    archive: Arc<Archive>,
    /// The list of segments, which every commit writes anew.
    state: Vec<u8>,
}

impl Desk {
    /// Opens the archive of a corpus.
    pub(super) fn open(corpus: Corpus) -> Result<Desk, Failure> {
        let opened = Mutex::new(Opened::of(&corpus)?);
        Ok(Desk { corpus, opened })
    }

    /// Gives the archive as it stands now.
    pub(super) fn archive(&self) -> Result<Arc<Archive>, Failure> {
        // What a thread that died left behind is whole: it is replaced in one step.
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if opened.state.is_empty() || state(&self.corpus) != opened.state {
            *opened = Opened::of(&self.corpus)?;
        }
        Ok(opened.archive.clone())
    }

    /// Says what the archive is and how it is asked, for whoever has never seen it.
    pub(super) fn instructions(&self) -> Result<String, Failure> {
        const LANGUAGES: usize = 8;
        let archive = self.archive()?;
        let status = archive.status()?;
        let days = status.days.map_or(String::new(), |days| format!(" from {} to {}", days.first, days.last));
        let tally = archive.tally(&Query::All, &[Column::Language])?;
        let languages: Vec<String> = tally.columns.first().map_or_else(Vec::new, |counts| {
            let of = |(value, count): &(_, u64)| format!("{value} {}", number(*count));
            Facet::Language.counted(counts).values.iter().take(LANGUAGES).map(of).collect()
        });
        Ok(format!(
            "An archive of news-wire stories: {}{days} in {}, {} undated. Languages: {}.\n\
             `search` finds articles, `show` gives one whole by its id, `timeline` and `facets` count, `kwic` shows a word in its \
             contexts. `date` is a day of publication, `dateline` where the copy was filed: neither says where or when an event \
             took place.\n\
             {LANGUAGE}\n\
             Cite what you use by path, entry, span (bytes of the decoded file), id and the summary's snapshot, which names the \
             state of the archive.",
            counted(status.articles, "article"),
            counted(status.sources, "file"),
            number(status.undated),
            if languages.is_empty() { "unknown".to_owned() } else { languages.join(", ") },
        ))
    }
}

impl Opened {
    fn of(corpus: &Corpus) -> Result<Opened, Failure> {
        // Read before it is opened: a commit between the two is seen by the next call.
        let state = state(corpus);
        Ok(Opened { archive: Arc::new(corpus.open()?), state })
    }
}

fn state(corpus: &Corpus) -> Vec<u8> {
    fs::read(corpus.folder().join("meta.json")).unwrap_or_default()
}
