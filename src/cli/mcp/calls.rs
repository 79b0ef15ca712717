//! Calls to answers: the records that the verbs write, and a text for whoever reads no records.

use std::ops::ControlFlow;
use std::time::Instant;

use clap::ValueEnum;
use dateline::article::ArticleId;
use dateline::index::Archive;
use dateline::output::{
    About, Answer, Cited, Colour, FacetsView, Format, KwicWriter, Look, Measure, Within, article_text, counted,
    facets_records, facets_text, number, timeline_records, timeline_text,
};
use dateline::query::{Juxtaposed, Query, Saved};
use dateline::search::{Engine, Fold, Request, Sort, Summary};
use rmcp::model::JsonObject;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::facets::{FacetArg, count_by};
use super::super::failure::Failure;
use super::super::filters::{Filters, asks_for_text, country};
use super::super::queries::OneOrMore;
use super::super::search::{Search, SortArg, empty_reasons, undecided};
use super::super::show::ambiguous;
use super::super::standing;
use super::super::timeline::{Counted, PeriodArg};
use super::desk::Desk;
use super::tools::Tool;

/// An answer: for people and models that read text, and for programs.
pub(super) struct Answered {
    pub(super) text: String,
    pub(super) content: Value,
}

/// Texts are laid out as on a terminal of this width, without colour.
const LOOK: Look<'static> = Look { colour: Colour::Off, columns: Some(80), links: None };

/// What tools are called with. Which of it a tool takes, its schema says.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Arguments {
    id: String,
    query: String,
    any: bool,
    from: Option<String>,
    to: Option<String>,
    on: Option<String>,
    place: Option<OneOrMore>,
    country: Option<OneOrMore>,
    agency: Option<OneOrMore>,
    language: Option<OneOrMore>,
    path: Option<OneOrMore>,
    sort: Option<SortArg>,
    limit: Option<usize>,
    offset: usize,
    length: Option<usize>,
    fragments: Option<usize>,
    fold: Option<String>,
    by: Option<OneOrMore>,
    versus: Option<OneOrMore>,
    peaks: Option<usize>,
    context: Option<usize>,
}

/// A question that was read, of the archive as it stands.
struct Asked<'d> {
    desk: &'d Desk,
    archive: std::sync::Arc<Archive>,
    saved: Saved,
    filters: Filters,
    juxtaposed: Juxtaposed,
    query: Query,
    versus: Vec<String>,
    notes: Vec<String>,
    started: Instant,
}

/// Answers a call.
pub(super) fn call(desk: &Desk, tool: &Tool, arguments: JsonObject) -> Result<Answered, Failure> {
    check(*tool, &arguments)?;
    let mut arguments: Arguments = serde_json::from_value(Value::Object(arguments))
        .map_err(|error| Failure::new(format!("{}: {error}", tool.name())))?;
    match tool {
        Tool::Show => show(desk, &arguments),
        Tool::Search => search(&Asked::of(desk, &mut arguments)?, &arguments),
        Tool::Count => count(&Asked::of(desk, &mut arguments)?),
        Tool::Timeline => timeline(&Asked::of(desk, &mut arguments)?, arguments),
        Tool::Facets => facets(&Asked::of(desk, &mut arguments)?, arguments),
        Tool::Kwic => kwic(&Asked::of(desk, &mut arguments)?, &arguments),
    }
}

/// Holds arguments to the schema that was told: names, and the bounds of numbers.
fn check(tool: Tool, arguments: &JsonObject) -> Result<(), Failure> {
    let schema = tool.arguments();
    let Some(known) = schema["properties"].as_object() else { return Ok(()) };
    for (name, value) in arguments {
        let Some(rule) = known.get(name) else {
            let names: Vec<&str> = known.keys().map(String::as_str).collect();
            return Err(Failure::new(format!("{}: expected an argument, found `{name}`", tool.name()))
                .hint(format!("the arguments are {}", names.join(", "))));
        };
        let beyond = |value: f64| {
            rule["minimum"].as_f64().is_some_and(|least| value < least)
                || rule["maximum"].as_f64().is_some_and(|most| value > most)
        };
        if value.as_f64().is_some_and(beyond) {
            let to = rule["maximum"].as_i64().map_or(String::new(), |most| format!(" to {most}"));
            return Err(Failure::new(format!("{name}: expected a number from {}{to}, found {value}", rule["minimum"])));
        }
    }
    match schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .find(|name| !arguments.contains_key(*name))
    {
        Some(name) => Err(Failure::new(format!("{}: expected the argument `{name}`, found none", tool.name()))),
        None => Ok(()),
    }
}

impl<'d> Asked<'d> {
    fn of(desk: &'d Desk, arguments: &mut Arguments) -> Result<Asked<'d>, Failure> {
        let started = Instant::now();
        if arguments.on.is_some() && (arguments.from.is_some() || arguments.to.is_some()) {
            return Err(Failure::new("on: expected alone, found beside from or to"));
        }
        let list = |values: &mut Option<OneOrMore>| values.take().map_or_else(Vec::new, OneOrMore::into_list);
        let filters = Filters {
            from: arguments.from.take(),
            to: arguments.to.take(),
            on: arguments.on.take(),
            place: list(&mut arguments.place),
            country: list(&mut arguments.country),
            agency: list(&mut arguments.agency),
            lang: list(&mut arguments.language),
            path: list(&mut arguments.path),
        };
        for typed in &filters.country {
            country(typed).map_err(|expected| Failure::new(format!("country: {expected}, found `{typed}`")))?;
        }
        let juxtaposed = if arguments.any { Juxtaposed::Any } else { Juxtaposed::All };
        let versus = list(&mut arguments.versus);
        let asks = versus.iter().chain([&arguments.query]).any(|typed| standing::asks(typed));
        let saved = if asks { standing::read(&desk.corpus)? } else { Saved::default() };
        let (query, notes) = filters.read(&arguments.query, juxtaposed, &saved)?;
        Ok(Asked { archive: desk.archive()?, desk, saved, filters, juxtaposed, query, versus, notes, started })
    }

    fn about(&self, offset: usize) -> About {
        About {
            query: self.query.to_string(),
            index: self.desk.corpus.shown(),
            took_ms: self.started.elapsed().as_secs_f64() * 1e3,
            offset: offset as u64,
        }
    }

    /// Ends an answer: with what was put right, what may be missing, and the state that was asked.
    fn told(&self, text: String, records: &[u8], asides: Vec<String>, snapshot: &str) -> Result<Answered, Failure> {
        let mut content = read(records)?;
        if !self.notes.is_empty() {
            content["summary"]["notes"] = json!(self.notes);
        }
        let asides = self.notes.iter().cloned().chain(asides).chain([format!("snapshot {snapshot}")]);
        let asides = asides.collect::<Vec<_>>().join("\n");
        let between = if text.is_empty() { "" } else { "\n" };
        Ok(Answered { text: format!("{text}{between}{asides}"), content })
    }
}

/// Reads back the records that were written.
fn read(records: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(records).map_err(|error| Failure::new(format!("output: {error}")))
}

fn search(asked: &Asked<'_>, arguments: &Arguments) -> Result<Answered, Failure> {
    let request = Request {
        sort: Search::order(arguments.sort, &asked.query),
        limit: Some(arguments.limit.unwrap_or(10)),
        offset: arguments.offset,
        fragments: arguments.fragments.unwrap_or(2),
        fold: match arguments.fold.as_deref() {
            None => Fold::Unfolded,
            Some("first") => Fold::First,
            Some("last") => Fold::Last,
            Some(other) => return Err(Failure::new(format!("fold: expected first or last, found `{other}`"))),
        },
        ..Request::all(asked.query.clone())
    };
    let (mut records, mut text) = (Vec::new(), Vec::new());
    let mut for_programs = Answer::new(&mut records, Format::Json, LOOK);
    let mut for_people = Answer::new(&mut text, Format::Text, LOOK);
    let summary = asked.archive.search(&request, &mut |hit| {
        for_people.hit(&hit)?;
        for_programs.hit(&hit).map(|()| ControlFlow::Continue(()))
    })?;
    let about = asked.about(request.offset);
    for_programs.finish(&summary, &about)?;
    let next = match about.left_out(&summary) {
        0 => String::new(),
        _ => format!(", next: offset {}", about.offset + summary.shown),
    };
    let mut asides = vec![format!("{} of {}{next}", number(summary.shown), number(summary.total))];
    if summary.total == 0 {
        asides = vec!["nothing found".to_owned()];
        asides.extend(empty_reasons(&asked.query, &asked.archive)?);
    }
    asides.extend(undecided(summary.undecided));
    asked.told(String::from_utf8_lossy(&text).into_owned(), &records, asides, &summary.snapshot)
}

fn count(asked: &Asked<'_>) -> Result<Answered, Failure> {
    let request = Request { limit: Some(0), ..Request::all(asked.query.clone()) };
    let summary = asked.archive.search(&request, &mut |_| Ok(ControlFlow::Break(())))?;
    let mut records = Vec::new();
    // A count leaves nothing out: it shows no hit because none was asked for.
    let about = About { offset: summary.total, ..asked.about(0) };
    Answer::new(&mut records, Format::Json, LOOK).finish(&summary, &about)?;
    let asides = undecided(summary.undecided).into_iter().collect();
    asked.told(counted(summary.total, "article"), &records, asides, &summary.snapshot)
}

fn show(desk: &Desk, arguments: &Arguments) -> Result<Answered, Failure> {
    let started = Instant::now();
    let Some(ids) = ArticleId::prefix_range(&arguments.id) else {
        let id = &arguments.id;
        return Err(Failure::new(format!("{id}: expected 1 to 16 hexadecimal digits, found something else"))
            .hint("an id stands in each hit of a search"));
    };
    let archive = desk.archive()?;
    let mut article = match <[_; 1]>::try_from(archive.articles(ids)?) {
        Ok([article]) => article,
        Err(none) if none.is_empty() => {
            return Err(Failure::new(format!("{}: no article has an id that begins so", arguments.id))
                .hint("ids come from search"));
        }
        Err(several) => return Err(ambiguous(&arguments.id, &several)),
    };
    let all = article.body.chars().count();
    let from = arguments.offset;
    if from > all {
        return Err(Failure::new(format!("offset: expected at most {all}, the characters of the body, found {from}")));
    }
    let body: String = article.body.chars().skip(from).take(arguments.length.unwrap_or(20_000)).collect();
    let to = from + body.chars().count();
    let summary = Summary { total: 1, shown: 1, snapshot: archive.snapshot(), ..Summary::default() };
    let took_ms = started.elapsed().as_secs_f64() * 1e3;
    let about = About { index: desk.corpus.shown(), took_ms, ..About::default() };
    let mut records = Vec::new();
    let mut answer = Answer::new(&mut records, Format::Json, LOOK);
    answer.article(&article)?;
    answer.finish(&summary, &about)?;
    let mut content = read(&records)?;
    content["items"][0]["body"] = json!(body);
    content["summary"]["body"] = json!({"from": from, "to": to, "of": all});
    article.body = body;
    let mut text = article_text(&article, LOOK);
    if to < all {
        text += &format!("\n[the body is cut here: characters {from} to {to} of {all}; go on with offset {to}]\n");
    }
    let span = article.origin.span;
    text += &format!("\n{}, bytes {} to {} · snapshot {}", article.origin, span.start, span.end, summary.snapshot);
    Ok(Answered { text, content })
}

fn timeline(asked: &Asked<'_>, arguments: Arguments) -> Result<Answered, Failure> {
    let by = one("by", arguments.by, |text| PeriodArg::from_str(text, true))?;
    let read = |typed: &str| Filters::default().read(typed, asked.juxtaposed, &asked.saved).map(|(query, _)| query);
    let mut questions = vec![read(&arguments.query)?];
    for typed in &asked.versus {
        questions.push(read(typed)?);
    }
    let filters = asked.filters.read("", Juxtaposed::All, &asked.saved)?.0;
    let counts = Counted::of(&asked.archive, questions, filters, by, arguments.peaks)?;
    let view = counts.view(Measure::Count);
    let records = timeline_records(&view, &asked.about(0), Format::Json);
    let text = timeline_text(&view, LOOK);
    let mut asides = vec![counted(counts.total, "article")];
    asides.extend(undecided(counts.undecided));
    asked.told(text, records.as_bytes(), asides, view.snapshot)
}

fn facets(asked: &Asked<'_>, arguments: Arguments) -> Result<Answered, Failure> {
    let by = arguments.by.map_or_else(Vec::new, OneOrMore::into_list);
    let by = by.iter().map(|text| FacetArg::from_str(text, true).map_err(|error| Failure::new(format!("by: {error}"))));
    let (facets, tally) = count_by(&asked.archive, &asked.query, &by.collect::<Result<Vec<_>, _>>()?)?;
    let limit = Some(arguments.limit.unwrap_or(20));
    let view = FacetsView { facets: &facets, total: tally.articles, limit, snapshot: &tally.snapshot };
    let records = facets_records(&view, &asked.about(0), Format::Json);
    let mut asides = vec![counted(tally.articles, "article")];
    if view.left_out() > 0 {
        asides.push(format!("{} left out by limit", counted(view.left_out(), "value")));
    }
    asides.extend(undecided(tally.undecided));
    asked.told(facets_text(&view, LOOK), records.as_bytes(), asides, &tally.snapshot)
}

fn kwic(asked: &Asked<'_>, arguments: &Arguments) -> Result<Answered, Failure> {
    if !asks_for_text(&asked.query) {
        return Err(Failure::new("kwic: expected a word to show in its context, found only filters")
            .hint("`search` lists the articles"));
    }
    let most = arguments.limit.unwrap_or(20) as u64;
    let context = Some(arguments.context.unwrap_or(12));
    let request = Request { sort: Sort::Newest, concordance: context, ..Request::all(asked.query.clone()) };
    let (mut records, mut text, mut within) = (Vec::new(), Vec::new(), Within::new(most));
    let mut for_programs = KwicWriter::new(&mut records, Format::Json, LOOK);
    let mut for_people = KwicWriter::new(&mut text, Format::Text, LOOK);
    let summary = asked.archive.search(&request, &mut |hit| {
        let cited = Cited::of(&hit.article);
        let (shown, flow) = within.take(hit.lines.len());
        for line in &hit.lines[..shown] {
            for_programs.line(&cited, line)?;
            for_people.line(&cited, line)?;
        }
        Ok(flow)
    })?;
    let left_out = within.left_out(summary.total);
    for_programs.finish(&summary, left_out, &asked.about(0))?;
    let (lines, articles) = within.seen();
    let mut asides = vec![format!("{} in {}", counted(lines, "line"), counted(articles, "article"))];
    asides.extend(left_out.text().map(|left_out| format!("{left_out} left out by limit")));
    asides.extend(undecided(summary.undecided));
    asked.told(String::from_utf8_lossy(&text).into_owned(), &records, asides, &summary.snapshot)
}

/// Reads an argument that takes one value of a list.
fn one<T>(
    name: &str,
    values: Option<OneOrMore>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Failure> {
    match values.map_or_else(Vec::new, OneOrMore::into_list).as_slice() {
        [] => Ok(None),
        [one] => read(one).map(Some).map_err(|error| Failure::new(format!("{name}: {error}"))),
        more => Err(Failure::new(format!("{name}: expected one value, found {}", more.len()))),
    }
}
