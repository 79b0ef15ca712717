//! Which articles were shown before: each once, however its file was touched, moved, read anew or corrected.
//!
//! | an article is one that was shown if | so it does not come again after |
//! |---|---|
//! | it stands at the same place of a file with the same bytes | a run of another parser, a new index |
//! | it says the same, in head, dateline and text | a rename, a move, a copy; more stories in its file |
//! | it stands at the same place, states the same day and mostly says the same | a correction |
//!
//! A story that replaces another at the same place, as in a feed that is saved over itself, is another article. Of a report that
//! is filed daily in the same words but for its figures, the day tells one from the next. Where it is in doubt, an article comes
//! again rather than not at all.

use rustc_hash::{FxHashMap, FxHashSet};
use xxhash_rust::xxh3::xxh3_64;

use crate::article::{Article, ArticleId, DateSource};
use crate::words::Sketch;

/// What an article is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands.
    pub id: ArticleId,
    /// A hash of the bytes of its file.
    pub bytes: u64,
    /// A hash of what it says; 0 where that is nothing.
    content: u64,
    /// Samples of its pairs of words, a byte each, mixed with the day that it states; 0 where there is none.
    sketch: [u8; Sketch::PLACES],
}

impl Mark {
    /// Makes the mark of an article that was read from a file with the hash `bytes`.
    pub fn new(article: &Article, bytes: u64) -> Mark {
        Mark { id: article.id, bytes, content: content(article), sketch: sketch(article) }
    }

    /// Says whether at least half of the samples agree: of texts that have two thirds of their pairs of words in common they do.
    fn is_like(&self, other: &Mark) -> bool {
        let drawn = |sketch: &[u8]| sketch.iter().filter(|sample| **sample != 0).count();
        let agree = self.sketch.iter().zip(&other.sketch).filter(|(a, b)| a == b && **a != 0).count();
        let most = drawn(&self.sketch).max(drawn(&other.sketch));
        most > 0 && agree * 2 >= most || self.content == 0 && other.content == 0
    }
}

/// The articles that were shown.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    marks: Vec<Mark>,
    places: FxHashSet<(ArticleId, u64)>,
    contents: FxHashSet<u64>,
    by_id: FxHashMap<ArticleId, Vec<usize>>,
    changed: bool,
}

/// Leads the bytes: what they are, and the version of their arrangement.
const HEAD: &[u8] = b"dateline shown 1\n";
/// The bytes of a mark.
const SIZE: usize = 24 + Sketch::PLACES;

impl Seen {
    /// Says how many there are; one that moved counts at each of its places.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Says whether what stands at this place, in a file of these bytes, was shown. If not, [`Seen::knows`] has the last word.
    pub fn stands(&self, id: ArticleId, bytes: u64) -> bool {
        self.places.contains(&(id, bytes))
    }

    /// Says whether this article was shown.
    pub fn knows(&self, mark: &Mark) -> bool {
        self.stands(mark.id, mark.bytes)
            || mark.content != 0 && self.contents.contains(&mark.content)
            || self.by_id.get(&mark.id).is_some_and(|at| at.iter().any(|&at| self.marks[at].is_like(mark)))
    }

    /// Says whether there is more to keep than was read.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Counts an article as shown. One that is known by what it says is known at this place too from now on.
    pub fn add(&mut self, mark: Mark) {
        if !self.places.insert((mark.id, mark.bytes)) {
            return;
        }
        self.changed = true;
        let numbers = self.by_id.entry(mark.id).or_default();
        // Of a file that only grew, the articles keep one mark each, however often it grows.
        if let Some(&number) = numbers.iter().find(|&&number| self.marks[number].content == mark.content) {
            let before = std::mem::replace(&mut self.marks[number], mark);
            self.places.remove(&(before.id, before.bytes));
        } else {
            numbers.push(self.marks.len());
            self.contents.insert(mark.content);
            self.marks.push(mark);
        }
    }

    /// Gives the bytes to keep: a line that says what they are, 56 bytes a mark, a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD.len() + self.marks.len() * SIZE + 8);
        bytes.extend(HEAD);
        for mark in &self.marks {
            bytes.extend(mark.id.0.to_le_bytes());
            bytes.extend(mark.bytes.to_le_bytes());
            bytes.extend(mark.content.to_le_bytes());
            bytes.extend(mark.sketch);
        }
        let sum = xxh3_64(&bytes);
        bytes.extend(sum.to_le_bytes());
        bytes
    }

    /// Reads what [`Seen::to_bytes`] gave; nothing if a bit of it is another.
    pub fn from_bytes(bytes: &[u8]) -> Option<Seen> {
        let (told, sum) = bytes.split_last_chunk::<8>()?;
        let marks = told.strip_prefix(HEAD).filter(|_| xxh3_64(told) == u64::from_le_bytes(*sum))?;
        let (marks, []) = marks.as_chunks::<SIZE>() else { return None };
        let mut seen = Seen::default();
        for mark in marks {
            let number = |at: usize| Some(u64::from_le_bytes(*mark.get(at..)?.first_chunk()?));
            seen.add(Mark {
                id: ArticleId(number(0)?),
                bytes: number(8)?,
                content: number(16)?,
                sketch: *mark.get(24..)?.first_chunk()?,
            });
        }
        seen.changed = false;
        Some(seen)
    }
}

/// Hashes what an article says. White space is not counted, nor is a date that its path or its neighbours gave it: these change
/// when it moves.
fn content(article: &Article) -> u64 {
    let dateline = article.dateline.as_ref().map(|dateline| &dateline.text);
    let head = [&article.headline, &article.slug, &article.byline, &article.standfirst, &article.captions];
    let texts = head.into_iter().map(Option::as_ref).chain([dateline, Some(&article.body)]);
    let mut said = String::with_capacity(article.body.len() + 200);
    for text in texts {
        for word in text.map_or("", |text| text.as_str()).split_whitespace() {
            said.push_str(word);
            said.push(' ');
        }
        said.push('\0');
    }
    if said.trim_matches('\0').is_empty() {
        return 0;
    }
    said.push_str(&stated(article));
    xxh3_64(said.as_bytes()).max(1)
}

/// Gives the day of publication if the file itself states it; empty if not.
fn stated(article: &Article) -> String {
    let own = |source| matches!(source, DateSource::Header | DateSource::Container);
    let dated = article.published.filter(|dated| dated.inferred.is_none() && own(dated.source));
    dated.map_or(String::new(), |dated| dated.date.to_string())
}

/// Samples the pairs of words of headline and body, so that what states another day agrees in none.
fn sketch(article: &Article) -> [u8; Sketch::PLACES] {
    let text = article.headline.iter().chain([&article.body]).map(String::as_str).collect::<Vec<_>>().join("\n");
    let day = xxh3_64(stated(article).as_bytes());
    Sketch::of(&text).values().map(|value| match value {
        0 => 0,
        value => (xxh3_64(&(day ^ u64::from(value)).to_le_bytes()) as u8).max(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Dated;
    use crate::date::{Day, PartialDate};

    const LONG: &str = "The ferry Amalia reached Tarifa at noon on Tuesday with forty passengers and a crate of lamps for \
        the lighthouse on the island, the harbour office said. Its captain, Ines Roca, had waited two days for the wind.";

    fn mark(id: u64, bytes: u64, body: &str) -> Mark {
        Mark::new(&Article { id: ArticleId(id), body: body.to_owned(), ..Article::default() }, bytes)
    }

    fn seen(marks: &[Mark]) -> Seen {
        let mut seen = Seen::default();
        marks.iter().for_each(|&mark| seen.add(mark));
        seen
    }

    #[test]
    fn an_article_is_known_after_whatever_happens_to_its_file() {
        let seen = seen(&[mark(1, 10, LONG)]);
        assert!(seen.knows(&mark(1, 10, "What another parser took for the text of the same bytes")));
        assert!(seen.knows(&mark(2, 10, LONG)), "renamed");
        assert!(seen.knows(&mark(3, 11, &LONG.replace(' ', "\n"))), "moved in a file that grew");
        assert!(
            seen.knows(&mark(1, 12, &LONG.replace("forty", "thirty-nine").replace("two days", "a day"))),
            "corrected"
        );
        let other =
            "Divers found the bell of the Resolute near Hull, and the museum, which paid for the search, will hang it.";
        assert!(!seen.knows(&mark(1, 13, other)), "another story in the same place");
        assert!(!seen.knows(&mark(4, 14, other)));
        assert!(!seen.knows(&mark(1, 15, "No trading today.")) && !seen.knows(&mark(1, 16, "Closed.")));
    }

    #[test]
    fn a_file_that_grows_costs_no_more_marks() {
        let mut seen = seen(&[mark(1, 10, LONG), mark(2, 10, "No trading today.")]);
        for bytes in 11..50 {
            let now = [mark(1, bytes, LONG), mark(2, bytes, "No trading today.")];
            assert!(now.iter().all(|mark| seen.knows(mark)));
            now.into_iter().for_each(|mark| seen.add(mark));
        }
        assert!(seen.len() == 2 && seen.stands(ArticleId(1), 49) && !seen.stands(ArticleId(1), 48));
        let mut read = Seen::from_bytes(&seen.to_bytes()).unwrap();
        read.add(mark(1, 49, LONG));
        assert!(!read.is_changed(), "nothing to keep");
        read.add(mark(3, 49, LONG));
        assert!(read.is_changed());
    }

    #[test]
    fn texts_that_say_nothing_are_told_apart_by_their_place() {
        let seen = seen(&[mark(1, 10, " ")]);
        assert!(seen.knows(&mark(1, 11, "")) && !seen.knows(&mark(2, 10, "")));
    }

    #[test]
    fn the_same_notice_of_another_day_is_another_article() {
        let of = |day, source| {
            let date = PartialDate::of_day(Day::new(2025, 4, day).unwrap());
            let published = Some(Dated { date, source, inferred: None });
            Mark::new(
                &Article {
                    id: ArticleId(day.into()),
                    body: "No trading today.".into(),
                    published,
                    ..Article::default()
                },
                1,
            )
        };
        let seen = seen(&[of(28, DateSource::Header), of(29, DateSource::Path)]);
        let again = |day| Mark { id: ArticleId(28), bytes: 2, ..of(day, DateSource::Header) };
        assert!(!seen.knows(&again(27)) && seen.knows(&again(28)) && seen.knows(&of(26, DateSource::Path)));
    }

    #[test]
    fn bytes_read_back_and_any_damage_shows() {
        let kept = seen(&[mark(1, 10, LONG), mark(2, 11, "No trading today.")]).to_bytes();
        let read = Seen::from_bytes(&kept).unwrap();
        assert!(read.len() == 2 && read.stands(ArticleId(2), 11) && read.to_bytes() == kept);
        assert!(Seen::from_bytes(&Seen::default().to_bytes()).unwrap().is_empty());
        for at in 0..kept.len() {
            let mut damaged = kept.clone();
            damaged[at] ^= 4;
            assert!(Seen::from_bytes(&damaged).is_none() && Seen::from_bytes(&kept[..at]).is_none(), "byte {at}");
        }
    }
}
