//! What an index holds of one source: its articles, and its members that failed.

use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument};

use super::document;
use super::ledger::{Barren, Failed, Mark};
use super::schema::{Fields, column};
use crate::article::{Article, ArticleId};

/// So many articles of one text are told apart by trying their numbers; a text of more is parsed again.
const NUMBERS: usize = 256;

/// Visits the documents of `source` with their marks until `see` says stop.
pub(super) fn each(
    searcher: &Searcher,
    fields: &Fields,
    source: &str,
    see: &mut dyn FnMut(Mark, DocAddress) -> tantivy::Result<bool>,
) -> tantivy::Result<()> {
    let term = Term::from_field_text(fields.source, source);
    for (segment, reader) in searcher.segment_readers().iter().enumerate() {
        let inverted = reader.inverted_index(fields.source)?;
        let Some(mut docs) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        let marks = reader.fast_fields().u64(column::BARREN)?;
        let mut doc = docs.doc();
        while doc != TERMINATED {
            let mark = || Mark::of(marks.first(doc));
            if !reader.is_deleted(doc) && !see(mark(), DocAddress::new(segment as u32, doc))? {
                return Ok(());
            }
            doc = docs.advance();
        }
    }
    Ok(())
}

/// Reads the members of `source` that failed: at most `most` with their names, of the others why.
pub(super) fn failed(
    searcher: &Searcher,
    fields: &Fields,
    source: &str,
    most: usize,
) -> tantivy::Result<(Vec<Failed>, Vec<Barren>)> {
    let (mut named, mut others) = (Vec::new(), Vec::new());
    each(searcher, fields, source, &mut |mark, address| {
        match mark {
            Mark::Failed(why) if named.len() < most => {
                let stored: TantivyDocument = searcher.doc(address)?;
                named.push(document::to_failed(fields, &stored, why)?);
            }
            Mark::Failed(why) => others.push(why),
            Mark::Article | Mark::Barren(_) | Mark::Touched => {}
        }
        Ok(true)
    })?;
    Ok((named, others))
}

/// Gives an article the path that its file has now; nothing where it is not known by which number it goes.
///
/// ```text
/// old.txt, second story  →  new.txt, second story: another path, and the id that follows from it
/// ```
pub(super) fn moved(article: Article, from: &str, to: &str) -> Option<Article> {
    let entry = article.origin.entry.as_deref();
    // The id is made of path, member and number: the number is the one that makes the old id.
    let number = (0..NUMBERS).find(|&number| ArticleId::new(from, entry, number) == article.id)?;
    let id = ArticleId::new(to, entry, number);
    let mut article = Article { id, ..article };
    article.origin.path = to.to_owned();
    Some(article)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Origin;

    #[test]
    fn an_article_moves_with_its_number() {
        let at = |path: &str, number| Article {
            id: ArticleId::new(path, Some("b"), number),
            origin: Origin { path: path.into(), entry: Some("b".into()), ..Origin::default() },
            ..Article::default()
        };
        assert_eq!(moved(at("a.zip", 3), "a.zip", "c.zip"), Some(at("c.zip", 3)));
        assert_eq!(moved(at("a.zip", 3), "b.zip", "c.zip"), None);
    }
}
