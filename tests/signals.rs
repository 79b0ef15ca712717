//! Signals and real kills: what was read is kept, and nothing is ever torn.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::command::{Folder, command};

fn archive(files: usize) -> Folder {
    let folder = Folder::new();
    let text = "The keepers of the lighthouse said that the strait was clear and the ferries ran. ".repeat(40);
    for number in 0..files {
        let day = number % 28 + 1;
        folder.write(
            &format!("{}/{number}.txt", number % 7),
            format!("date 2025-02-{day:02}\nOSLO, Feb {day} (Reuters) - {text}\n"),
        );
    }
    folder
}

#[test]
fn a_run_that_is_asked_to_stop_keeps_what_it_did() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let folder = archive(6000);
        let mut child =
            command(&["index".to_owned()]).current_dir(folder.path()).stderr(Stdio::piped()).spawn().unwrap();
        // Long enough to be at work, short of being through.
        std::thread::sleep(Duration::from_millis(150));
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
        assert!(sent.success());
        let status = child.wait().unwrap();
        // A machine that was faster than we thought is no fault of the program's.
        if status.code() == Some(0) {
            continue;
        }
        assert_eq!(status.code(), Some(code));
        let kept: u64 = folder.run("count").text().trim().parse().unwrap();
        assert!(kept < 6000);
        folder.run("index").exits(0);
        assert_eq!(folder.run("count").text(), "6000\n");
    }
}

#[test]
fn a_killed_run_leaves_whole_commits_and_the_next_one_ends_the_work() {
    let folder = archive(1500);
    let rounds = if std::env::var("DATELINE_SWEEP").is_ok_and(|value| value == "full") { 200 } else { 6 };
    for round in 0..rounds {
        let index = folder.path().join(".dateline");
        if round % 3 == 0 && index.exists() {
            std::fs::remove_dir_all(&index).unwrap();
        }
        folder.write("0/0.txt", format!("date 2025-02-01\nOSLO, Feb 1 (Reuters) - Round {round} of the lighthouse.\n"));
        let mut child =
            command(&["index".to_owned()]).current_dir(folder.path()).stderr(Stdio::null()).spawn().unwrap();
        // Moments spread over the run by a fixed rule, so that a failure can be had again.
        std::thread::sleep(Duration::from_millis((round * 37 % 250) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        if index.join("index").exists() {
            let count = folder.run("count --format jsonl");
            assert!(matches!(count.code, Some(0..=2)), "round {round}: {}", count.stderr);
        }
        folder.run("index --quiet").exits(0);
        assert_eq!(folder.run("count").text(), "1500\n", "round {round}");
        assert_eq!(folder.run(&format!("count 'Round {round} of'")).text(), "1\n");
    }
}

#[test]
fn eight_readers_see_whole_commits_while_one_writes() {
    let folder = archive(400);
    folder.run("index").exits(0);
    let text = "A new story about the harbour and its pilots came in overnight. ".repeat(20);
    for number in 400..2400 {
        folder.write(&format!("new/{number}.txt"), format!("date 2025-03-01\nOSLO, March 1 (Reuters) - {text}\n"));
    }
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut seen = Vec::new();
                    while !done.load(std::sync::atomic::Ordering::Relaxed) || seen.is_empty() {
                        seen.push(folder.run("count").exits(0).text());
                    }
                    seen
                })
            })
            .collect();
        folder.run("index").exits(0).says("2,000 added");
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        for reader in readers {
            let seen = reader.join().unwrap();
            assert!(seen.iter().all(|count| count == "400\n" || count == "2400\n"), "{seen:?}");
        }
    });
    assert_eq!(folder.run("count").text(), "2400\n");
}
