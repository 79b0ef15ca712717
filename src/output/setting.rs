//! Settings as records.

use serde::Serialize;

use super::Format;
use super::record::to_json;
use super::schema::SCHEMA;

/// One setting: how it stands, and where that came from.
#[derive(Clone, Debug, Serialize)]
pub struct SettingRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'a str,
    value: Option<&'a str>,
    source: &'static str,
    from: String,
}

impl<'a> SettingRecord<'a> {
    /// Makes the record of a setting; `source` is the kind of place its value came from, `from` that place.
    pub fn new(name: &'a str, value: Option<&'a str>, source: &'static str, from: String) -> SettingRecord<'a> {
        SettingRecord { kind: "setting", name, value, source, from }
    }
}

#[derive(Serialize)]
struct SettingsSummary<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    file: Option<&'a str>,
}

/// Writes settings as JSON or a line each, the summary last; `file` is the place of the configuration file, there or not.
pub fn settings_json(format: Format, settings: &[SettingRecord<'_>], file: Option<&str>) -> String {
    let summary = to_json(&SettingsSummary { kind: "summary", schema: SCHEMA, file });
    let lines = settings.iter().map(to_json);
    match format {
        Format::Json => {
            format!("{{\"items\":[{}],\"summary\":{summary}}}\n", lines.collect::<Vec<_>>().join(",\n"))
        }
        _ => lines.chain([summary]).map(|line| line + "\n").collect(),
    }
}
