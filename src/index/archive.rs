//! An archive open for reading: the local [`Engine`].

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tantivy::collector::Count;
use tantivy::query::Query as EngineQuery;
use tantivy::schema::Term;
use tantivy::{DocAddress, Index, Searcher, TantivyDocument};

use super::document::{self, ARTICLE, BARREN, state};
use super::fold::{Folded, fold, matching};
use super::forms::{self, Forms};
use super::known;
use super::ledger::{Barren, Entry, Failed, Ledger};
use super::lower::{Dates, Lowering};
use super::order::{self, Rank, span};
use super::rank;
use super::schema::{Fields, column};
use super::survey::{Survey, survey};
use super::takes::Takes;
use super::tally::Tallied;
use super::{IndexError, Payload, Snapshot, held, pages};
use crate::article::{Article, ArticleId};
use crate::date::{Day, DayRange};
use crate::query::{Property, Query};
use crate::search::concordance::Concordance;
use crate::search::{
    Column, Engine, Group, Highlighter, Hit, Receiver, Request, SearchError, Sort, Status, Summary, Tally,
};
use crate::words;

/// An archive as it stood at one commit.
pub struct Archive {
    pub(super) searcher: Searcher,
    fields: Fields,
    pub(super) tags: Vec<&'static str>,
    pub(super) snapshot: Snapshot,
    /// Nothing where it stands in memory.
    folder: Option<PathBuf>,
    index: Index,
    takes: OnceLock<Takes>,
}

impl Archive {
    pub(super) fn new(index: &Index, fields: Fields, folder: Option<&Path>) -> Result<Archive, IndexError> {
        let searcher = super::open_reader(index)?.searcher();
        let snapshot = Payload::of(index)?.snapshot;
        let tags = stem_tags(&searcher, &fields).map_err(IndexError::engine("the languages cannot be read"))?;
        let folder = folder.map(Path::to_owned);
        Ok(Archive { searcher, fields, tags, snapshot, folder, index: index.clone(), takes: OnceLock::new() })
    }

    /// Gives the id of the state that is asked: see [`Summary::snapshot`].
    pub fn snapshot(&self) -> String {
        self.snapshot.short()
    }

    /// Reads what the archive holds from which source.
    pub fn ledger(&self) -> Result<Ledger, IndexError> {
        Ledger::read(&self.searcher)
    }

    /// Hands over what the archive holds of each source, in the order of their paths.
    pub fn each_source(&self, see: &mut dyn FnMut(&str, &Entry)) -> Result<(), IndexError> {
        pages::each_source(&self.searcher, see)
    }

    /// Reads the members of `source` that failed: at most `most` with their names, of the others why.
    pub fn failed(&self, source: &str, most: usize) -> Result<(Vec<Failed>, Vec<Barren>), IndexError> {
        held::failed(&self.searcher, &self.fields, source, most)
            .map_err(IndexError::engine("the ledger cannot be read"))
    }

    /// Goes through the ledger, and names the members of files that gave no article.
    pub fn survey(&self) -> Result<Survey, IndexError> {
        let ledger = self.ledger()?;
        let mut found = survey(&ledger);
        for path in ledger.entries.iter().filter(|(_, entry)| entry.failed > 0).map(|(path, _)| path) {
            for member in self.failed(path, usize::MAX)?.0 {
                found.barren.entry(member.why).or_default().push(member.path);
            }
        }
        found.barren.values_mut().for_each(|paths| paths.sort_unstable());
        Ok(found)
    }

    /// Gives at most `most` words that the archive has of a property and that begin as `begun` does, the most frequent first,
    /// with how many articles have each; of paths none, which a shell knows.
    pub fn known(&self, property: Property, begun: &str, most: usize) -> Result<Vec<(String, u64)>, SearchError> {
        let (field, prefix) = match property {
            Property::Place => (self.fields.place, words::split(begun).concat()),
            Property::Country => (self.fields.country, begun.to_uppercase()),
            Property::Agency => (self.fields.agency, words::split(begun).concat()),
            Property::Language => (self.fields.language, begun.to_owned()),
            Property::Path => return Ok(Vec::new()),
        };
        known::known(&self.searcher, field, &prefix, most).map_err(failed)
    }

    /// Says whether takes were grouped since the last change of the archive: a run that was stopped leaves those of before.
    pub fn takes_are_current(&self) -> Result<bool, SearchError> {
        Ok(self.takes()?.snapshot == self.snapshot)
    }

    /// Gives the take of a story before that of this id; nothing for the first, and for an article that is the only one.
    pub fn take_before(&self, id: ArticleId) -> Result<Option<ArticleId>, SearchError> {
        let takes = self.takes()?;
        let Some(group) = takes.group_of(id).map(|number| takes.group(number)) else { return Ok(None) };
        let at = group.iter().position(|&take| take == id).unwrap_or_default();
        Ok(at.checked_sub(1).map(|before| group[before]))
    }

    pub(super) fn lower(
        &self,
        query: &Query,
        sort: Sort,
        dates: Dates,
        forms: &Forms<'_>,
    ) -> Result<Box<dyn EngineQuery>, SearchError> {
        let lowering =
            Lowering { searcher: &self.searcher, fields: &self.fields, tags: &self.tags, forms, sort, dates };
        lowering.query(query).map_err(|what| SearchError::Unanswerable { what })
    }

    /// Gives the first matches in the order asked for, and how many match.
    fn first(
        &self,
        request: &Request,
        query: &dyn EngineQuery,
        forms: &Forms<'_>,
        keep: usize,
    ) -> tantivy::Result<(Vec<Rank>, u64)> {
        let depth = if request.sort == Sort::Relevance { rank::DEPTH } else { 0 };
        let (mut ranks, total) = order::first(&self.searcher, query, request.sort, keep.max(depth))?;
        if request.sort == Sort::Relevance {
            let closer = ranks.len().min(depth);
            rank::look_closer(&self.searcher, self.fields.text, &request.query, forms, &mut ranks[..closer])?;
        }
        ranks.truncate(keep);
        Ok((ranks, total))
    }

    /// Gives the groups of takes, read when they are first asked for; none where they were never made.
    pub(super) fn takes(&self) -> Result<&Takes, SearchError> {
        if let Some(takes) = self.takes.get() {
            return Ok(takes);
        }
        let takes = Takes::read(self.index.directory()).map_err(|source| SearchError::Engine {
            what: "the groups of takes cannot be read".to_owned(),
            source: source.into(),
        })?;
        Ok(self.takes.get_or_init(|| takes.unwrap_or_default()))
    }

    /// Gives the first hits in the order asked for, folded if that is asked for, and how many articles match.
    fn folded(
        &self,
        request: &Request,
        query: &dyn EngineQuery,
        forms: &Forms<'_>,
        keep: usize,
    ) -> Result<(Vec<Folded>, u64), SearchError> {
        let mut reach = keep;
        loop {
            let (ranks, total) = self.first(request, query, forms, reach).map_err(failed)?;
            let kind = (request.fold, request.sort);
            let folded = fold(&self.searcher, &self.fields, self.takes()?, query, &ranks, kind).map_err(failed)?;
            if folded.len() >= keep || ranks.len() as u64 >= total {
                return Ok((folded, total));
            }
            reach = reach.saturating_mul(2);
        }
    }

    pub(super) fn forms(&self) -> Forms<'_> {
        Forms::new(&self.searcher, self.fields.text, &self.tags)
    }

    fn count(&self, query: &dyn EngineQuery) -> Result<u64, SearchError> {
        Ok(self.searcher.search(query, &Count).map_err(failed)? as u64)
    }

    /// Counts what would match if the part that its date leaves open fell right.
    pub(super) fn undecided(&self, query: &Query, surely: u64) -> Result<u64, SearchError> {
        if !asks_for_days(query) || self.having(state::IMPRECISE)? == 0 {
            return Ok(0);
        }
        let perhaps = self.lower(query, Sort::Newest, Dates::Perhaps, &self.forms())?;
        Ok(self.count(&*perhaps)?.saturating_sub(surely))
    }

    fn having(&self, value: &str) -> Result<u64, SearchError> {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.state, value)).map_err(failed)
    }

    pub(super) fn article_at(&self, address: DocAddress) -> Result<Article, SearchError> {
        let stored: TantivyDocument = self.searcher.doc(address).map_err(failed)?;
        document::to_article(&self.fields, &stored).map_err(|source| SearchError::Engine {
            what: "a stored record cannot be read".to_owned(),
            source: source.into(),
        })
    }

    fn of_state(&self, query: &Query) -> Result<u64, SearchError> {
        self.count(&*self.lower(query, Sort::Newest, Dates::Surely, &self.forms())?)
    }
}

impl Engine for Archive {
    fn search(&self, request: &Request, receiver: &mut Receiver<'_>) -> Result<Summary, SearchError> {
        let forms = self.forms();
        let query = self.lower(&request.query, request.sort, Dates::Surely, &forms)?;
        let keep = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        let keep = if request.limit == Some(0) { 0 } else { keep };
        let (hits, total) =
            if keep == 0 { (Vec::new(), self.count(&*query)?) } else { self.folded(request, &*query, &forms, keep)? };
        let undecided = self.undecided(&request.query, total)?;
        let mut summary = Summary { total, undecided, snapshot: self.snapshot.short(), ..Summary::default() };
        let mut highlighter = Highlighter::new(&request.query, &self.tags);
        let mut concordance = request.concordance.map(|words| Concordance::new(&request.query, &self.tags, words));
        for (number, Folded { rank, address, takes }) in hits.into_iter().take(keep).enumerate() {
            summary.folded += takes.len() as u64;
            if number < request.offset {
                continue;
            }
            let article = self.article_at(address)?;
            let take = self.takes()?.take(article.id);
            let fragments = highlighter.fragments(&article, request.fragments);
            let lines = concordance.as_mut().map_or_else(Vec::new, |concordance| concordance.lines(&article));
            let score = (request.sort == Sort::Relevance).then(|| rank.score());
            summary.shown += 1;
            if receiver(Hit { article, score, take, folded: takes, fragments, lines })?.is_break() {
                break;
            }
        }
        Ok(summary)
    }

    fn articles(&self, ids: (ArticleId, ArticleId)) -> Result<Vec<Article>, SearchError> {
        if ids.0 == ids.1 {
            let found = matching(&self.searcher, &self.fields, &tantivy::query::AllQuery, &[ids.0]).map_err(failed)?;
            return found.into_values().map(|address| self.article_at(address)).collect();
        }
        let mut found = Vec::new();
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let column = reader.fast_fields().u64(column::ID).map_err(failed)?;
            let mut docs = Vec::new();
            column.get_docids_for_value_range(ids.0.0..=ids.1.0, 0..reader.max_doc(), &mut docs);
            // A column whose values are all alike answers for a range below them too: each is looked at.
            let within = |id: u64| (ids.0.0..=ids.1.0).contains(&id);
            docs.retain(|&doc| !reader.is_deleted(doc) && column.first(doc).is_some_and(within));
            found.extend(
                docs.into_iter()
                    .map(|doc| (column.first(doc).unwrap_or_default(), DocAddress::new(segment as u32, doc))),
            );
        }
        found.sort_unstable();
        found.truncate(16);
        found.into_iter().map(|(_, address)| self.article_at(address)).collect()
    }

    fn tally(&self, query: &Query, columns: &[Column]) -> Result<Tally, SearchError> {
        let lowered = self.lower(query, Sort::Newest, Dates::Surely, &self.forms())?;
        let (articles, columns) = self.searcher.search(&*lowered, &Tallied(columns)).map_err(failed)?;
        let undecided = self.undecided(query, articles)?;
        Ok(Tally { articles, undecided, columns, snapshot: self.snapshot.short() })
    }

    fn groups(&self, query: &Query) -> Result<Vec<Group>, SearchError> {
        let lowered = self.lower(query, Sort::Newest, Dates::Surely, &self.forms())?;
        let takes = self.takes()?;
        let ids: Vec<ArticleId> = takes.groups().flatten().copied().collect();
        let found = matching(&self.searcher, &self.fields, &*lowered, &ids).map_err(failed)?;
        let group = |takes: &[ArticleId]| Group {
            takes: takes.to_vec(),
            matching: takes.iter().copied().filter(|id| found.contains_key(id)).collect(),
        };
        Ok(takes.groups().map(group).filter(|group| !group.matching.is_empty()).collect())
    }

    fn nearest(&self, word: &str, most: usize) -> Result<Vec<String>, SearchError> {
        match words::split(word).as_slice() {
            [one] => forms::nearest(&self.searcher, self.fields.text, one, most).map_err(failed),
            _ => Ok(Vec::new()),
        }
    }

    fn status(&self) -> Result<Status, SearchError> {
        let kind = |value: &str| -> Box<dyn EngineQuery> {
            let term = Term::from_field_text(self.fields.kind, value);
            Box::new(tantivy::query::TermQuery::new(term, tantivy::schema::IndexRecordOption::Basic))
        };
        let mut sources = 0;
        self.each_source(&mut |_, _| sources += 1).map_err(|source| SearchError::Engine {
            what: "the ledger cannot be read".to_owned(),
            source: source.into(),
        })?;
        let mut days: Option<DayRange> = None;
        for reader in self.searcher.segment_readers() {
            let columns = reader.fast_fields();
            let ends = |name| columns.u64(name).map(|column| span(&column)).map_err(failed);
            if let (Some((first, _)), Some((_, last))) = (ends(column::FIRST)?, ends(column::LAST)?)
                && let (Some(first), Some(last)) = (Day::from_number(first as u32), Day::from_number(last as u32))
            {
                let span = DayRange { first, last };
                days = Some(days.map_or(span, |days| days.union(span)));
            }
        }
        Ok(Status {
            articles: self.count(&*kind(ARTICLE))?,
            sources,
            barren: self.count(&*kind(BARREN))?,
            undated: self.of_state(&Query::DateState(crate::query::DateState::Missing))?,
            inferred: self.of_state(&Query::DateState(crate::query::DateState::Inferred))?,
            days,
            bytes: self.folder.as_deref().map_or(0, super::folder_size),
            segments: self.searcher.segment_readers().len() as u64,
            snapshot: self.snapshot.short(),
        })
    }
}

pub(super) fn failed(source: tantivy::TantivyError) -> SearchError {
    SearchError::Engine { what: "the index cannot be read".to_owned(), source: source.into() }
}

fn asks_for_days(query: &Query) -> bool {
    match query {
        Query::Date(_) => true,
        Query::And(clauses) | Query::Or(clauses) => clauses.iter().any(asks_for_days),
        Query::Not(inner) => asks_for_days(inner),
        Query::All | Query::Text { .. } | Query::Measured { .. } | Query::Property { .. } | Query::DateState(_) => {
            false
        }
    }
}

/// Reads which stemmers the articles of this archive went through.
fn stem_tags(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<&'static str>> {
    let mut tags = vec!["--"];
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(fields.language)?;
        let mut languages = inverted.terms().stream()?;
        while languages.advance() {
            let tag = words::stem_tag(std::str::from_utf8(languages.key()).ok());
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    Ok(tags)
}
