//! A flipped bit in any file of the index is found, and the index is brought back from the files.

use std::fs;

use crate::command::Folder;

fn archive() -> Folder {
    let folder = Folder::new();
    for day in 1..=9 {
        folder.write(
            &format!("{day}.txt"),
            format!("date 2025-04-0{day}\nTOKYO, April {day}. /TASS/. The lighthouse was lit {day} times.\n"),
        );
    }
    folder.run("index").exits(0);
    // Deletes too have a file.
    folder.write("3.txt", "date 2025-04-03\nTOKYO, April 3. /TASS/. The beacon was lit.\n");
    folder.run("index").exits(0);
    folder
}

#[test]
fn a_flipped_bit_in_any_file_is_found_and_repaired() {
    let folder = archive();
    let index = folder.path().join(".dateline/index");
    folder.run("verify").exits(0).says("every checksum fits");
    let state = folder.run("status --format jsonl").records()[0]["snapshot"].clone();
    let files: Vec<_> = fs::read_dir(&index)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| fs::metadata(path).unwrap().len() > 0)
        .collect();
    assert!(files.len() >= 8, "{files:?}");
    for file in &files {
        let sound = fs::read(file).unwrap();
        // The first byte, the last, and some between.
        for at in [0, sound.len() / 3, sound.len() / 2, sound.len() - 1] {
            let mut flipped = sound.clone();
            flipped[at] ^= 0x08;
            fs::write(file, &flipped).unwrap();
            let run = folder.run("verify --format jsonl");
            assert_eq!(run.code, Some(4), "{} at {at}: not found\n{}", file.display(), run.stderr);
        }
        fs::write(file, &sound).unwrap();
    }
    folder.run("verify").exits(0);
    let victim = files.iter().find(|file| file.extension().is_some_and(|ending| ending == "store")).unwrap();
    let mut torn = fs::read(victim).unwrap();
    torn.truncate(torn.len() / 2);
    fs::write(victim, torn).unwrap();
    folder.run("verify").exits(4).prints(".store");
    folder.run("repair").exits(0).says("made anew");
    folder.run("verify").exits(0);
    assert_eq!(folder.run("status --format jsonl").records()[0]["snapshot"], state);
    fs::write(index.join("meta.json"), "{").unwrap();
    folder.run("search lighthouse").exits(4);
    folder.run("repair").exits(0);
    assert_eq!(folder.run("count").text(), "9\n");
    folder.run("repair").exits(0).says("nothing to repair");
}

#[test]
fn an_index_that_may_not_be_written_can_be_searched() {
    use std::os::unix::fs::PermissionsExt;
    let folder = archive();
    let home = folder.path().join(".dateline");
    for path in [&home, &home.join("index")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o555)).unwrap();
    }
    let count = folder.run("count");
    for path in [&home, &home.join("index")] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    assert_eq!(count.exits(0).text(), "9\n");
}

#[test]
fn an_index_can_be_read_by_whom_the_umask_lets_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("1.txt", "date 2025-04-01\nTOKYO, April 1. /TASS/. The lighthouse was lit.\n");
    let script = format!("umask 022 && {} index --quiet", env!("CARGO_BIN_EXE_dateline"));
    let ran = std::process::Command::new("sh").args(["-c", &script]).current_dir(folder.path()).status().unwrap();
    assert!(ran.success());
    for entry in fs::read_dir(folder.path().join(".dateline/index")).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o044, 0o044, "{}: {mode:o}", entry.path().display());
    }
}
