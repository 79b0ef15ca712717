//! Every record against the JSON Schema that `dateline schema` prints, by a check of our own: types, required, properties,
//! items, enum, const, pattern, least and greatest, oneOf, allOf, $ref. And no field that the schema does not name.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::command::{Folder, seeds};

/// Says what is wrong with a value; nothing if it is as the schema has it. Gathers the properties that were named for it.
fn fault(value: &Value, schema: &Value, root: &Value, named: &mut BTreeSet<String>) -> Option<String> {
    for (word, rule) in schema.as_object().expect("a schema is an object") {
        let wrong = match word.as_str() {
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                fault(value, &root["$defs"][name], root, named)
            }
            "type" => {
                let kinds: Vec<&str> = rule.as_array().map_or(vec![rule.as_str().unwrap_or_default()], |kinds| {
                    kinds.iter().filter_map(Value::as_str).collect()
                });
                (!kinds.contains(&kind(value)) && (kind(value) != "integer" || !kinds.contains(&"number")))
                    .then(|| format!("expected {kinds:?}, found {value}"))
            }
            "required" if value.is_object() => {
                let missing = |name: &&Value| value.get(name.as_str().unwrap()).is_none();
                rule.as_array().unwrap().iter().find(missing).map(|name| format!("no {name} in {value}"))
            }
            "properties" if value.is_object() => rule.as_object().unwrap().iter().find_map(|(name, rule)| {
                named.insert(name.clone());
                within(value.get(name)?, rule, root).map(|wrong| format!("{name}: {wrong}"))
            }),
            "additionalProperties" => value.as_object().and_then(|fields| {
                fields.iter().find_map(|(name, value)| {
                    named.insert(name.clone());
                    within(value, rule, root)
                })
            }),
            "items" => value.as_array().and_then(|items| items.iter().find_map(|item| within(item, rule, root))),
            "minItems" | "maxItems" => value.as_array().and_then(|items| {
                let (count, bound) = (items.len() as u64, rule.as_u64().unwrap());
                (if word == "minItems" { count < bound } else { count > bound }).then(|| format!("{count} items"))
            }),
            "minimum" | "maximum" => value.as_f64().and_then(|number| {
                let bound = rule.as_f64().unwrap();
                (if word == "minimum" { number < bound } else { number > bound }).then(|| format!("{number}"))
            }),
            "enum" => (!rule.as_array().unwrap().contains(value)).then(|| format!("{value} is none of {rule}")),
            "const" => (value != rule).then(|| format!("expected {rule}, found {value}")),
            "pattern" => value.as_str().and_then(|text| {
                (!regex::Regex::new(rule.as_str().unwrap()).unwrap().is_match(text)).then(|| format!("{text}: {rule}"))
            }),
            "allOf" => rule.as_array().unwrap().iter().find_map(|rule| fault(value, rule, root, named)),
            "oneOf" => {
                let mut faults = Vec::new();
                let mut fits = 0;
                for rule in rule.as_array().unwrap() {
                    let mut of_this = BTreeSet::new();
                    match fault(value, rule, root, &mut of_this) {
                        Some(fault) => faults.push(fault),
                        None => {
                            fits += 1;
                            named.extend(of_this);
                        }
                    }
                }
                (fits != 1).then(|| format!("{fits} of oneOf fit {value}: {}", faults.join("; ")))
            }
            // Rules for objects say nothing of other values.
            "required" | "properties" => None,
            "$schema" | "$id" | "$defs" | "title" | "description" | "version" => None,
            other => panic!("the check does not know `{other}`"),
        };
        if wrong.is_some() {
            return wrong;
        }
    }
    None
}

/// Like [`fault`], and every field of an object must be named.
pub fn within(value: &Value, schema: &Value, root: &Value) -> Option<String> {
    let mut named = BTreeSet::new();
    fault(value, schema, root, &mut named).or_else(|| {
        let unnamed = value.as_object()?.keys().find(|name| !named.contains(*name))?;
        Some(format!("{unnamed}: a field that the schema does not name, in {value}"))
    })
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[test]
fn every_record_is_as_the_schema_says() {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.write("blank.txt", " ");
    folder.write("copy.txt", "date 2025\nOSLO ++ May 5 ++ (Lakepost) The lake froze.\n");
    folder.write("questions", "ferry\n(\nzebra\n");
    folder.run("index");
    folder.run("save ferries 'ferry OR \"grain deal\"'").exits(0);
    folder.write("late.txt", "date 2025\nOSLO ++ May 9 ++ (Lakepost) The lake thawed.\n");
    let schema: Value = serde_json::from_str(&folder.run("schema").exits(0).text()).unwrap();
    let mut kinds = BTreeSet::new();
    for line in [
        "index --dry-run --verbose",
        "index",
        "search",
        "search 'ferry OR headline:lighthouse' --limit 3",
        "search zebra",
        "search --queries questions",
        "search --explain 'ferry lighthouze -oslo'",
        "count ferry",
        "show e972",
        "parse",
        "doctor",
        "doctor --verbose",
        "status",
        "verify",
        "config",
        "timeline ferry --versus lighthouse --by month --peaks=2",
        "facets --by place,agency,weekday,year",
        "kwic ferry",
        "kwic ferry --collocates",
        "kwic ferry --ngrams 2",
        "terms ferry",
        "duplicates",
        "diff b4e6 1a36",
        "similar b4e6",
        "search grain --fold",
        "export ferry",
        "saved",
        "new ferries --peek",
    ] {
        let run = folder.run(&format!("{line} --format jsonl"));
        let records = run.records();
        assert_eq!(records.last().unwrap()["type"], "summary", "{line}");
        for record in &records {
            assert_eq!(within(record, &schema, &schema), None, "dateline {line}");
            kinds.insert(record["type"].as_str().unwrap().to_owned());
        }
        if line.contains("--queries") {
            continue;
        }
        // The other form holds the same records.
        let whole: Value = serde_json::from_str(&folder.run(&format!("{line} --format json")).text()).unwrap();
        assert_eq!(whole["items"].as_array().unwrap().len() + 1, records.len(), "dateline {line}");
        assert_eq!(within(&whole["summary"], &schema, &schema), None, "dateline {line} --format json");
    }
    let defined: BTreeSet<String> =
        schema["oneOf"].as_array().unwrap().iter().map(|of| of["$ref"].as_str().unwrap()[8..].to_owned()).collect();
    assert_eq!(kinds, defined, "every type of record was seen");
}

#[test]
fn the_check_sees_what_is_wrong() {
    let schema: Value = serde_json::from_str(&Folder::new().run("schema").text()).unwrap();
    let change = |text: &str| within(&serde_json::from_str(text).unwrap(), &schema, &schema);
    assert_eq!(change(r#"{"type":"change","change":"add","path":"a"}"#), None);
    assert!(change(r#"{"type":"change","change":"add"}"#).is_some());
    assert!(change(r#"{"type":"change","change":"add","path":1}"#).is_some());
    assert!(change(r#"{"type":"change","change":"add","path":"a","more":1}"#).unwrap().contains("more"));
    assert!(change(r#"{"type":"chance","change":"add","path":"a"}"#).is_some());
}
