//! What is said of a query: clause by clause with `--explain`, and of one that finds nothing; and words with a dash before them.

use crate::command::Folder;

fn folder() -> Folder {
    let folder = Folder::new();
    for (number, text) in [
        "The lighthouse was lit again. The lighthouse keeper wept.",
        "Ferries passed the lighthouse at Cape Soya.",
        "Grain ships and ferries met in the strait.\n\nThe WHO sent no one.",
        "Who sent the grain?",
    ]
    .into_iter()
    .enumerate()
    {
        folder
            .write(&format!("{number}.txt"), format!(" date 2025-04-0{} TOKYO, April 1. /TASS/. {text}\n", number + 1));
    }
    folder.run("index").exits(0);
    folder
}

#[test]
fn each_clause_is_shown_with_what_it_finds_alone() {
    let folder = folder();
    let tree = folder.run("search --explain 'ferry (grain OR lighthouse) -strait'").exits(0).text();
    assert_eq!(
        tree,
        "query  ferry (grain OR lighthouse) -strait\n    1  all of\n    2  ├ ferry\n    4  ├ any of\n    2  │ ├ grain\n    \
         2  │ └ lighthouse\n    1  └ not strait\n"
    );
    let run = folder.run("search --explain --format jsonl 'atleast2 lighthouse -grain'").exits(0);
    let told: Vec<String> = run
        .hits()
        .iter()
        .map(|clause| {
            assert_eq!(clause["type"], "clause");
            format!("{} {} {} {}", clause["depth"], clause["clause"], clause["excluded"], clause["articles"])
        })
        .collect();
    assert_eq!(told, ["0 \"all_of\" false 1", "1 \"measured\" false 1", "2 \"text\" false 2", "1 \"text\" true 2"]);
    assert_eq!(folder.run("search --explain --format json grain").exits(0).text().matches("\"clause\"").count(), 2);
    folder.run("search --explain --format csv grain").exits(2).says("expected --format text, json or jsonl");
}

#[test]
fn what_empties_an_answer_is_named() {
    let folder = folder();
    for (query, said) in [
        ("grain lighthouze", "  no article matches lighthouze; did you mean lighthouse?\n"),
        ("\"lighthouse keepr\" grain", "  no article matches \"lighthouse keepr\"; did you mean keeper?\n"),
        ("grain keeper", "  no article matches all of grain keeper\n"),
        ("keeper -lighthouse", "  without -lighthouse: 1 article\n"),
        ("ferry grain keeper", "  without keeper: 1 article\n"),
        ("nonesuch OR \"grain ferries\"", "  no article matches nonesuch\n  no article matches \"grain ferries\"\n"),
        ("grain atleast9 ferry", "  no article matches atleast9 ferry\n"),
        ("same-paragraph(strait WHO)", "  no article matches same-paragraph(strait WHO)\n"),
        ("-agency:tass", "  every article matches agency:tass, which is excluded\n"),
        ("place:osaka grain", "  no article matches place:osaka\n"),
    ] {
        let run = folder.run(&format!("search '{query}'")).exits(1).says(&format!("nothing found\n{said}"));
        assert!(run.stdout.is_empty(), "{query}");
    }
    assert!(folder.run("search --explain nonesuch").exits(1).text().contains("0  nonesuch"));
}

#[test]
fn a_word_with_a_dash_is_excluded_wherever_it_stands() {
    let folder = folder();
    assert_eq!(folder.run("count -grain").text(), "2\n");
    assert_eq!(folder.run("count -grain lighthouse").text(), "2\n");
    assert_eq!(folder.run("search lighthouse -keeper --format paths").text(), "1.txt\n");
    assert_eq!(folder.run("search '-(grain OR keeper)' -n1 --format paths").text(), "1.txt\n");
    folder.run("search '-grain (ferry'").exits(2).says("  -grain (ferry\n         ^\n");
    folder.run("search -limit 3 grain").exits(2).says("the option is --limit");
    folder.run("search --limt 3 grain").exits(2).says("--limit");
    folder.run("search -x grain").exits(2).says("unexpected argument");
}

#[test]
fn case_counts_behind_an_equals_sign() {
    let folder = folder();
    assert_eq!(folder.run("search =WHO --format paths").exits(0).text(), "2.txt\n");
    assert_eq!(folder.run("search =Who --format paths").exits(0).text(), "3.txt\n");
    assert_eq!(folder.run("count who").exits(0).text(), "2\n");
}

#[test]
fn countries_are_asked_by_name_or_code() {
    let folder = folder();
    assert_eq!(folder.run("count country:japan --country JP").exits(0).text(), "4\n");
    folder.run("count --country atlantis").exits(2).says("expected a country");
}
