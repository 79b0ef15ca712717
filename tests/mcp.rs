//! The Model Context Protocol, spoken by a client of its own SDK with the built binary.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use rmcp::model::{CallToolRequestParams, CallToolResult, JsonObject};
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ServiceError, ServiceExt};
use serde_json::{Value, json};

use crate::command::{Folder, command, seeds};
use crate::records::within;

type Client = RunningService<RoleClient, ()>;

fn archive() -> Folder {
    let folder = Folder::new();
    seeds(&folder, ".");
    folder.run("index").exits(0);
    folder
}

/// Lets a client talk to `dateline mcp` in a folder.
fn talk(folder: &Folder, talk: impl AsyncFnOnce(&Client)) {
    let mut command = command(&["mcp".to_owned(), "--quiet".to_owned()]);
    command.current_dir(folder.path());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let child = TokioChildProcess::new(tokio::process::Command::from(command)).unwrap();
        let client = ().serve(child).await.unwrap();
        talk(&client).await;
        client.cancel().await.unwrap();
    });
}

async fn call(client: &Client, tool: &'static str, arguments: Value) -> CallToolResult {
    ask(client, tool, arguments).await.unwrap_or_else(|error| panic!("{tool}: {error}"))
}

async fn ask(client: &Client, tool: &'static str, arguments: Value) -> Result<CallToolResult, ServiceError> {
    let arguments: JsonObject = serde_json::from_value(arguments).unwrap();
    client.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await
}

fn text(result: &CallToolResult) -> &str {
    assert_eq!(result.content.len(), 1);
    result.content[0].as_text().unwrap().text.as_str()
}

/// The records of an answer: items and summary.
#[track_caller]
fn records(result: &CallToolResult) -> (Vec<Value>, Value) {
    assert_ne!(result.is_error, Some(true), "{}", text(result));
    let content = result.structured_content.clone().unwrap();
    (content["items"].as_array().unwrap().clone(), content["summary"].clone())
}

/// What a verb writes, without the time that it took.
fn written(folder: &Folder, line: &str) -> (Vec<Value>, Value) {
    let whole: Value = serde_json::from_str(&folder.run(&format!("{line} --format json")).exits(0).text()).unwrap();
    (whole["items"].as_array().unwrap().clone(), settled(whole["summary"].clone()))
}

fn settled(mut summary: Value) -> Value {
    for name in ["took_ms", "index"] {
        assert!(summary.as_object_mut().unwrap().remove(name).is_some(), "{name}: {summary}");
    }
    summary
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(all.insert(path.display().to_string(), fs::read(&path).unwrap())),
            }
        }
    }
    all
}

#[test]
fn a_client_learns_what_the_archive_is_and_what_it_can_ask() {
    talk(&archive(), async |client| {
        let peer = client.peer_info().unwrap();
        let told = peer.instructions.clone().unwrap();
        assert!(told.contains("33 articles from 2024-11-14 to 2025-08-19 in 31 files"), "{told}");
        assert!(told.contains("place:") && told.contains("snapshot"), "{told}");
        let tools = client.list_all_tools().await.unwrap();
        let names: Vec<&str> = tools.iter().map(|tool| &*tool.name).collect();
        assert_eq!(names, ["search", "count", "show", "timeline", "facets", "kwic"]);
        for tool in &tools {
            let hints = tool.annotations.as_ref().unwrap();
            assert_eq!((hints.read_only_hint, hints.destructive_hint), (Some(true), Some(false)), "{}", tool.name);
            assert_eq!(tool.input_schema["additionalProperties"], false, "{}", tool.name);
            for (name, rule) in tool.input_schema["properties"].as_object().unwrap() {
                assert!(rule["description"].as_str().is_some_and(|said| said.len() > 10), "{}: {name}", tool.name);
            }
            assert!(tool.output_schema.is_some() && tool.description.as_ref().unwrap().len() > 20);
        }
        let query = tools[0].input_schema["properties"]["query"]["description"].as_str().unwrap();
        assert!(query.lines().count() == 4 && query.contains("atleast3"), "{query}");
    });
}

#[test]
fn each_tool_gives_what_its_verb_writes_and_writes_nothing() {
    let folder = archive();
    folder.run("save ferries ferry").exits(0);
    let calls = [
        ("search", json!({"query": "ferry -lighthouse", "limit": 3}), "search 'ferry -lighthouse' --limit 3"),
        (
            "search",
            json!({"query": "ferry", "limit": 4, "offset": 2, "sort": "oldest", "fragments": 1, "fold": "last"}),
            "search ferry --limit 4 --offset 2 --sort oldest --fragments 1 --last",
        ),
        (
            "search",
            json!({"query": "saved:ferries", "any": true, "from": "2025-04", "to": "2025-06", "place": ["tarifa", "busan"],
            "language": "en", "path": "2025*/**"}),
            "search saved:ferries --from 2025-04 --to 2025-06 --place tarifa --place busan --lang en --path '2025*/**' --limit 10",
        ),
        (
            "search",
            json!({"agency": "tass", "country": "JP", "on": "2025-04-28"}),
            "search --agency tass --country JP --on 2025-04-28",
        ),
        ("count", json!({"query": "date:inferred"}), "count date:inferred"),
        ("show", json!({"id": "e972"}), "show e972"),
        (
            "timeline",
            json!({"query": "ferry", "versus": ["lighthouse"], "by": "month", "from": "2025", "peaks": 2}),
            "timeline ferry --versus lighthouse --by month --from 2025 --peaks=2",
        ),
        (
            "facets",
            json!({"query": "ferry", "by": ["agency", "weekday"], "limit": 3}),
            "facets ferry --by agency,weekday --limit 3",
        ),
        (
            "kwic",
            json!({"query": "\"grain deal\"", "context": 5, "limit": 2}),
            "kwic '\"grain deal\"' --context 5 --limit 2",
        ),
    ];
    let written: Vec<_> = calls.iter().map(|(.., line)| written(&folder, line)).collect();
    let schema: Value = serde_json::from_str(&folder.run("schema").text()).unwrap();
    let before = bytes(folder.path());
    talk(&folder, async |client| {
        for ((tool, arguments, line), (items, summary)) in calls.iter().zip(written) {
            let result = call(client, tool, arguments.clone()).await;
            let (found, told) = records(&result);
            for record in found.iter().chain([&told]) {
                assert_eq!(within(record, &schema, &schema), None, "{tool} {arguments}");
            }
            assert!(found == items && !(items.is_empty() && *tool != "count"), "{line}");
            let mut told = settled(told);
            if *tool == "show" {
                let body = told.as_object_mut().unwrap().remove("body").unwrap();
                let all = items[0]["body"].as_str().unwrap().chars().count();
                assert_eq!(body, json!({"from": 0, "to": all, "of": all}));
            }
            assert_eq!(told, summary, "{line}");
            assert!(text(&result).contains(told["snapshot"].as_str().unwrap()), "{}", text(&result));
        }
    });
    assert!(bytes(folder.path()) == before, "no byte of the folder has changed");
}

#[test]
fn what_is_wrong_with_a_call_is_told_to_whoever_made_it() {
    talk(&archive(), async |client| {
        for (tool, arguments, says) in [
            (
                "search",
                json!({"query": "ferry AND (strait"}),
                "  ferry AND (strait\n            ^\n  hint: close it with `)`",
            ),
            ("search", json!({"query": "saved:nonesuch"}), "none is saved yet"),
            ("search", json!({"query": "ferry", "limit": 0}), "limit: expected a number from 1 to 100, found 0"),
            ("search", json!({"query": "ferry", "limit": 1e30}), "limit: expected a number from 1 to 100"),
            (
                "search",
                json!({"quarry": "ferry"}),
                "search: expected an argument, found `quarry`\n  hint: the arguments are agency, any",
            ),
            ("search", json!({"query": 5}), "search: invalid type"),
            ("search", json!({"on": "2025", "from": "2025"}), "on: expected alone"),
            ("search", json!({"from": "12/03/2025"}), "--from 12/03/2025: expected a date with one reading"),
            ("search", json!({"country": "atlantis"}), "country: expected a country"),
            ("show", json!({"id": "0000000000000000"}), "no article has an id that begins so"),
            ("show", json!({"id": "xyz"}), "xyz: expected 1 to 16 hexadecimal digits"),
            ("show", json!({}), "show: expected the argument `id`"),
            ("show", json!({"id": "e972", "offset": 99999}), "offset: expected at most"),
            ("timeline", json!({"query": "ferry", "by": "decade"}), "by: "),
            ("facets", json!({"by": "mood"}), "by: "),
            ("kwic", json!({"place": "tokyo"}), "kwic: expected a word"),
        ] {
            let result = call(client, tool, arguments.clone()).await;
            assert!(
                result.is_error == Some(true) && text(&result).contains(says),
                "{tool} {arguments}\n{}",
                text(&result)
            );
        }
        assert!(ask(client, "destroy", json!({})).await.is_err(), "an unknown tool is an error of the protocol");
        // Nothing found is an answer, with the reason.
        let none = call(client, "search", json!({"query": "ferry lighthouze"})).await;
        assert_eq!(records(&none).1["total"], 0);
        assert!(text(&none).contains("no article matches lighthouze; did you mean lighthouse"), "{}", text(&none));
        let noted = call(client, "count", json!({"query": "date:2025-06..2025-04"})).await;
        assert!(records(&noted).1["notes"][0].as_str().unwrap().contains("dates were reversed"));
    });
}

#[test]
fn pages_and_parts_put_together_are_the_whole() {
    let folder = archive();
    let long: Vec<String> = (0..400).map(|n| format!("Paragraph {n} says that the café in Málaga is open.")).collect();
    folder.write("long.txt", format!("date 2025-09-01\nMALAGA, Sept. 1 (Lakepost) - {}\n", long.join("\n\n")));
    folder.run("index").exits(0);
    let all = written(&folder, "search ferry").0;
    let article = written(&folder, "search café").0.remove(0);
    let id = article["id"].as_str().unwrap().to_owned();
    let whole = written(&folder, &format!("show {id}")).0.remove(0)["body"].as_str().unwrap().to_owned();
    talk(&folder, async |client| {
        let mut found = Vec::new();
        loop {
            let result = call(client, "search", json!({"query": "ferry", "limit": 5, "offset": found.len()})).await;
            let (items, summary) = records(&result);
            found.extend(items);
            let next = format!("next: offset {}", found.len());
            assert_eq!(summary["left_out"], all.len() - found.len());
            assert_eq!(text(&result).contains(&next), summary["left_out"] != 0, "{}", text(&result));
            if summary["left_out"] == 0 {
                break;
            }
        }
        assert_eq!(found, all);
        let mut body = String::new();
        loop {
            let offset = body.chars().count();
            let result = call(client, "show", json!({"id": id, "offset": offset, "length": 7000})).await;
            let (items, summary) = records(&result);
            body += items[0]["body"].as_str().unwrap();
            let to = summary["body"]["to"].as_u64().unwrap();
            let cut = to < summary["body"]["of"].as_u64().unwrap();
            assert_eq!(text(&result).contains(&format!("go on with offset {to}")), cut);
            if !cut {
                break;
            }
        }
        assert_eq!(body, whole);
        // Without a word about it, a long body is cut, and says so.
        let result = call(client, "show", json!({"id": id})).await;
        assert_eq!(records(&result).0[0]["body"].as_str().unwrap().chars().count(), 20_000);
        assert!(text(&result).contains(&format!("of {}; go on with offset 20000]", whole.chars().count())));
    });
}

#[test]
fn what_is_indexed_meanwhile_is_found_and_calls_run_side_by_side() {
    let folder = archive();
    talk(&folder, async |client| {
        let (before, state) = records(&call(client, "search", json!({"query": "saltworks"})).await);
        assert!(before.is_empty());
        folder.write("late.txt", "date 2025-09-02\nCADIZ, Sept. 2 (Lakepost) - The saltworks reopened.\n");
        folder.run("index").exits(0);
        let (found, now) = records(&call(client, "search", json!({"query": "saltworks"})).await);
        assert!(found.len() == 1 && now["snapshot"] != state["snapshot"]);
        let calls =
            ["ferry", "lighthouse", "eruption", "grain"].map(|word| call(client, "count", json!({"query": word})));
        let [a, b, c, d] = calls;
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        for (result, word) in [(a, "ferry"), (b, "lighthouse"), (c, "eruption"), (d, "grain")] {
            assert_eq!(records(&result).1["query"], word);
        }
    });
}

#[test]
fn the_end_of_the_input_is_the_end_and_stdout_holds_the_protocol_alone() {
    let folder = archive();
    let start = || {
        let mut command = command(&["mcp".to_owned()]);
        command.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let mut silent = start();
    drop(silent.stdin.take());
    assert_eq!(silent.wait().unwrap().code(), Some(0));
    let mut child = start();
    let mut input = child.stdin.take().unwrap();
    let params =
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}});
    for message in [
        json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "count", "arguments": {"query": "ferry date:2025-06..2025-04"}}}),
    ] {
        writeln!(input, "{message}").unwrap();
    }
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in [1, 2] {
        let message: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert!(message["jsonrpc"] == "2.0" && message["id"] == id && message["result"].is_object(), "{message}");
    }
    drop(input);
    assert!(lines.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    Folder::new().run("mcp").exits(2).says("no index here");
}
