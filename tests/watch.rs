//! A folder that is watched: its index follows it, batch by batch, and is free between them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

use crate::command::{Folder, command};

/// Longer than any batch of a test takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `dateline watch`, ended with the test.
struct Watching {
    child: Child,
    records: Receiver<String>,
    notes: Receiver<String>,
}

fn lines(stream: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Watching {
    fn new(folder: &Folder) -> Watching {
        let arguments = ["watch", "--settle", "60", "--format", "jsonl"].map(str::to_owned);
        let mut child = command(&arguments)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (records, notes) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
        Watching { child, records, notes }
    }

    /// Waits for the next batch.
    #[track_caller]
    fn batch(&self) -> Value {
        let line = self.records.recv_timeout(PATIENCE).expect("a batch");
        serde_json::from_str(&line).unwrap()
    }

    /// Adds batches up until `done` holds for their sums: a slow machine may make two of one.
    #[track_caller]
    fn until(&self, done: [u64; 4]) -> usize {
        let (mut sums, mut batches) = ([0; 4], 0);
        while sums != done {
            let record = self.batch();
            for (sum, name) in sums.iter_mut().zip(["added", "updated", "renamed", "removed"]) {
                *sum += record[name].as_u64().unwrap();
            }
            batches += 1;
            assert!(sums.iter().zip(done).all(|(sum, done)| *sum <= done), "{sums:?} is past {done:?}");
        }
        batches
    }

    fn signal(&mut self, name: &str) -> Option<i32> {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.child.id())]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn story(day: usize, text: &str) -> String {
    format!("date 2025-04-{day:02}\nOSLO, April {day} (Reuters) - {text}\n")
}

#[test]
fn a_watched_folder_is_followed_and_its_index_is_free_between_batches() {
    let folder = Folder::new();
    folder.write("a.txt", story(1, "The quay was swept."));
    let mut watching = Watching::new(&folder);
    watching.until([1, 0, 0, 0]);
    // A new folder, and files in it at once: its watch comes after it, the look after both.
    for number in 0..300 {
        folder.write(&format!("new/deep/{number}.txt"), story(number % 28 + 1, &format!("Ship {number} came in.")));
    }
    watching.until([300, 0, 0, 0]);
    folder.write("a.txt", story(1, "The quay was flooded."));
    watching.until([0, 1, 0, 0]);
    std::fs::rename(folder.path().join("a.txt"), folder.path().join("b.txt")).unwrap();
    watching.until([0, 0, 1, 0]);
    std::fs::remove_file(folder.path().join("new/deep/7.txt")).unwrap();
    watching.until([0, 0, 0, 1]);
    assert_eq!(folder.run("count flooded").text(), "1\n");
    assert_eq!(folder.run("count").text(), "300\n");
    // By hand, in between.
    folder.run("index").exits(0).says("nothing new, 300 unchanged");
    assert_eq!(watching.signal("TERM"), Some(143));
    assert!(watching.records.recv().is_err(), "nothing was done without a change");
    folder.run("verify").exits(0);
}

#[test]
fn a_batch_waits_for_another_writer_and_says_so() {
    let folder = Folder::new();
    folder.write("a.txt", story(1, "The quay was swept."));
    folder.run("index").exits(0);
    let held =
        dateline::index::open_writer(&folder.path().join(".dateline/index"), dateline::index::WriterOptions::default());
    let mut watching = Watching::new(&folder);
    let note = watching.notes.recv_timeout(PATIENCE).unwrap();
    assert!(note.contains("locked by another writer") && note.ends_with("waiting for it to end"), "{note}");
    drop(held);
    assert_eq!(watching.batch()["unchanged"], 1);
    assert_eq!(watching.signal("INT"), Some(130));
    assert_eq!(watching.notes.iter().collect::<Vec<_>>(), Vec::<String>::new(), "it is said once");
}

#[test]
fn a_folder_that_goes_away_ends_the_watch_with_an_error() {
    let outer = Folder::new();
    outer.write("wire/a.txt", story(1, "The quay was swept."));
    let arguments = ["watch", "wire", "--index", "idx", "--settle", "20", "--format", "jsonl"].map(str::to_owned);
    let mut child =
        command(&arguments).current_dir(outer.path()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (records, notes) = (lines(child.stdout.take().unwrap()), lines(child.stderr.take().unwrap()));
    records.recv_timeout(PATIENCE).unwrap();
    std::fs::remove_dir_all(outer.path().join("wire")).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(2));
    let notes: Vec<String> = notes.iter().collect();
    assert!(notes[0].contains("the folder "), "{notes:?}");
    assert_eq!(outer.run("count --index idx").text(), "1\n", "what was held stays");
    outer.run("watch wire").exits(2).says("wire: expected a folder, found nothing");
    outer.run("watch -").exits(2).says("expected a folder, found `-`");
    outer.run("watch --format csv").exits(2).says("expected text or jsonl");
}
