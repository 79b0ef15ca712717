//! The tools: what each is for, and what it takes.

use std::sync::Arc;

use rmcp::model::{Tool as Listed, ToolAnnotations};
use serde_json::{Value, json};

use super::object;

/// The query language, in three lines.
pub(super) const LANGUAGE: &str = "\
Query: words side by side must all occur, in any inflected form; OR, -word, (groups); \"exact words\", \"near words\"~5.
One word may be a pattern: nucl*, m?hamm?d, gerasimv~1 (a letter off), /regex/, =WHO (to the letter); atleast3 oil, first50 oil, same-paragraph(oil gas).
Fields: headline: lead: byline: place: country: agency: lang: path: date:2025-04, date:2025-04-01..2025-04-15, date:yesterday, date:missing; saved:NAME.";

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Search,
    Count,
    Show,
    Timeline,
    Facets,
    Kwic,
}

const ALL: [Tool; 6] = [Tool::Search, Tool::Count, Tool::Show, Tool::Timeline, Tool::Facets, Tool::Kwic];

/// Finds a tool by its name.
pub(super) fn named(name: &str) -> Option<Tool> {
    ALL.into_iter().find(|tool| tool.name() == name)
}

/// Lists the tools as the protocol has them.
pub(super) fn list() -> Vec<Listed> {
    ALL.iter().map(|tool| tool.listed()).collect()
}

impl Tool {
    pub(super) fn name(self) -> &'static str {
        match self {
            Tool::Search => "search",
            Tool::Count => "count",
            Tool::Show => "show",
            Tool::Timeline => "timeline",
            Tool::Facets => "facets",
            Tool::Kwic => "kwic",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Tool::Search => "Search articles",
            Tool::Count => "Count articles",
            Tool::Show => "Show an article",
            Tool::Timeline => "Count by period",
            Tool::Facets => "Count by place, agency …",
            Tool::Kwic => "Words in context",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Tool::Search => {
                "Finds the articles that match, best first where words are asked for, else newest first. Each hit has path, entry, \
                 span and id to cite, its dateline, date and lead, and the fragments that matched; bodies come from `show`."
            }
            Tool::Count => "Counts the articles that match.",
            Tool::Show => {
                "Gives one article whole: headline, dateline, date, body. A long body is cut, and the summary says where to go on."
            }
            Tool::Timeline => {
                "Counts the articles that match by day, week, month or year. A count is null where the archive holds nothing at all \
                 of the period: that is a gap of the archive, not a zero."
            }
            Tool::Facets => {
                "Counts the articles that match by place, country, agency, language, style, weekday, month or year. A null value \
                 counts the articles that have none."
            }
            Tool::Kwic => "Shows each occurrence of the query's words with the words left and right of it.",
        }
    }

    /// Gives the schema of what the tool takes.
    pub(super) fn arguments(self) -> Value {
        let mut all = match self {
            Tool::Show => object(json!({
                "id": {"type": "string", "description": "The article's id, 16 hexadecimal digits; its first digits do where no other begins so"},
                "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "Where in the body to begin, in characters"},
                "length": {"type": "integer", "minimum": 1, "maximum": 200_000, "default": 20_000, "description": "At most how many characters of the body"},
            })),
            Tool::Search => question(&format!("What to look for; nothing: every article.\n{LANGUAGE}")),
            _ => question("What to look for, in the query language of `search`; nothing: every article"),
        };
        let more = match self {
            Tool::Search => json!({
                "sort": {"type": "string", "enum": ["relevance", "newest", "oldest"], "description": "The order [default: relevance where words are asked for, else newest]"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 10, "description": "At most how many hits"},
                "offset": {"type": "integer", "minimum": 0, "default": 0, "description": "How many hits to pass over first"},
                "fold": {"type": "string", "enum": ["first", "last"], "description": "Make the takes of a story one hit, under the first or the last that matches"},
                "fragments": {"type": "integer", "minimum": 0, "maximum": 10, "default": 2, "description": "At most how many fragments a hit"},
            }),
            Tool::Timeline => json!({
                "by": {"type": "string", "enum": ["day", "week", "month", "year"], "description": "The period [default: the shortest that gives at most forty]"},
                "versus": texts("Another query to count beside it"),
                "peaks": {"type": "integer", "minimum": 1, "maximum": 20, "description": "Also name the periods that stand out, at most so many, and the words that set them apart"},
            }),
            Tool::Facets => json!({
                "by": {
                    "description": "By what, one or a list [default: place, country, agency, language, month]",
                    "anyOf": [facet(), {"type": "array", "items": facet()}],
                },
                "limit": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 20, "description": "At most how many values a facet"},
            }),
            Tool::Kwic => json!({
                "context": {"type": "integer", "minimum": 0, "maximum": 50, "default": 12, "description": "How many words on each side"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 20, "description": "At most how many lines"},
            }),
            Tool::Count | Tool::Show => json!({}),
        };
        all.extend(object(more));
        let required = if self == Tool::Show { vec!["id"] } else { Vec::new() };
        json!({"type": "object", "properties": all, "required": required, "additionalProperties": false})
    }

    fn listed(self) -> Listed {
        let output = json!({
            "type": "object",
            "description": "What `dateline --format json` writes; `dateline schema` describes its records",
            "properties": {
                "items": {"type": "array", "items": {"type": "object"}},
                "summary": {"type": "object", "properties": {"snapshot": {"type": "string"}}},
            },
            "required": ["items", "summary"],
        });
        let annotations = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
        Listed::new(self.name(), self.about(), Arc::new(object(self.arguments())))
            .with_title(self.title())
            .with_raw_output_schema(Arc::new(object(output)))
            .with_annotations(annotations)
    }
}

/// What all tools take that ask a question.
fn question(query: &str) -> serde_json::Map<String, Value> {
    object(json!({
        "query": {"type": "string", "description": query},
        "any": {"type": "boolean", "default": false, "description": "Words side by side are alternatives"},
        "from": {"type": "string", "description": "First day of publication: 2025-04-28, 2025-04, 2025, yesterday, 3 weeks ago"},
        "to": {"type": "string", "description": "Last day of publication; a month or a year means to its end"},
        "on": {"type": "string", "description": "Only this day, month or year; not beside from or to"},
        "place": texts("Place of the dateline, by name, region or country"),
        "country": texts("Country of the dateline, by name or ISO 3166-1 code"),
        "agency": texts("Agency of the dateline"),
        "language": texts("Language, as a tag such as en or zh-Hant"),
        "path": texts("Files whose path matches, such as 2025/**"),
    }))
}

fn texts(what: &str) -> Value {
    json!({
        "description": format!("{what}; a list gives alternatives"),
        "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    })
}

fn facet() -> Value {
    json!({"type": "string", "enum": ["place", "country", "agency", "language", "style", "weekday", "month", "year"]})
}
