//! The whole comparison in one command: `dateline` against the floor on one folder, process against process, in turn, so that
//! what the machine does beside it falls on both. Ratios are what counts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often a query is asked of each.
const ROUNDS: usize = 15;

/// What is asked: its name, the words of the floor's query, and the arguments of ours. The floor knows no dates: what asks for
/// them stands beside its search for the word, or for the common word where there is none.
const QUERIES: [(&str, &str, &[&str]); 10] = [
    ("rare word", "temporao", &["search", "temporao"]),
    ("common word", "said", &["search", "said"]),
    ("two words", "+oil +prices", &["search", "oil prices"]),
    ("phrase", "\"interest rates\"", &["search", "\"interest rates\""]),
    ("phrase of common words", "\"it said\"", &["search", "\"it said\""]),
    ("word within a month", "inflation", &["search", "inflation", "--on", "2001-03"]),
    ("newest of a common word", "said", &["search", "said", "--sort", "newest"]),
    ("newest of all", "said", &["search"]),
    ("count", "said", &["count", "said"]),
    ("oldest of a common word", "said", &["search", "said", "--sort", "oldest"]),
];

/// Views. Of a concordance the first lines are written, but all are counted.
const VIEWS: [(&str, &[&str]); 4] = [
    ("timeline by month", &["timeline", "said", "--by", "month", "--format", "jsonl"]),
    ("facets by place", &["facets", "said", "--by", "place", "--format", "jsonl"]),
    ("kwic of a common word", &["kwic", "said", "--limit", "10000"]),
    ("export", &["export", "--as", "jsonl"]),
];

/// What a process took.
#[derive(Clone, Copy, Default)]
struct Took {
    cpu: f64,
    wall: f64,
    peak: u64,
    written: u64,
}

/// Compares the two on `folder`; `work` is where the indexes go.
pub fn compare(folder: &Path, work: &Path) -> std::io::Result<()> {
    let floor = std::env::current_exe()?;
    let ours = PathBuf::from(env!("CARGO_BIN_EXE_dateline"));
    let (theirs_at, ours_at) = (work.join("floor"), work.join("dateline"));
    fs::create_dir_all(work)?;
    let text = |path: &Path| path.display().to_string();
    let bytes = size(folder)?;
    println!("{} in {}", mb(bytes), folder.display());

    println!("\n{:<26} {:>10} {:>10} {:>7}", "build", "floor", "dateline", "ratio");
    let mut ratios = Vec::new();
    let (mut theirs, mut mine) = (Took::default(), Took::default());
    for _ in 0..3 {
        theirs = run(&floor, &["index", &text(folder), &text(&theirs_at)])?;
        let _ = fs::remove_dir_all(&ours_at);
        mine = run(&ours, &["index", &text(folder), "--index", &text(&ours_at)])?;
        println!("{:<26} {:>8.2} s {:>8.2} s {:>7.2}", "CPU", theirs.cpu, mine.cpu, mine.cpu / theirs.cpu);
        ratios.push(mine.cpu / theirs.cpu);
    }
    println!("{:<26} {:>29.2}", "CPU, median", median(&mut ratios));
    let sizes = (size(&theirs_at)? as f64 / bytes as f64, size(&ours_at)? as f64 / bytes as f64);
    println!("{:<26} {:>10.2} {:>10.2}", "size, of the input", sizes.0, sizes.1);
    println!("{:<26} {:>10} {:>10}", "peak memory", mb(theirs.peak), mb(mine.peak));

    let threads = std::thread::available_parallelism().map_or(1, usize::from).to_string();
    let walk = |_| run(&floor, &["walk", &text(folder), &threads]).map(|took| took.cpu);
    let again = |_| run(&ours, &["index", &text(folder), "--index", &text(&ours_at)]).map(|took| took.cpu);
    let mut walked: Vec<f64> = (0..5).map(walk).collect::<Result<_, _>>()?;
    let mut again: Vec<f64> = (0..5).map(again).collect::<Result<_, _>>()?;
    let (walked, again) = (median(&mut walked), median(&mut again));
    println!("{:<26} {walked:>8.2} s {again:>8.2} s {:>7.2}  (against a bare walk)", "nothing changed", again / walked);
    let changed = touch_hundredth(folder)?;
    let update = run(&ours, &["index", &text(folder), "--index", &text(&ours_at)])?;
    println!(
        "{:<26} {:>10} {:>8.2} s {:>7.3}  (of our build)",
        format!("{changed} changed"),
        "",
        update.cpu,
        update.cpu / mine.cpu
    );

    println!("\n{:<26} {:>10} {:>10} {:>7}", "query, cold process", "floor", "dateline", "ratio");
    for (name, words, arguments) in QUERIES {
        let (mut theirs, mut mine) = (Vec::new(), Vec::new());
        let index = text(&ours_at);
        let ours_full: Vec<&str> = arguments
            .iter()
            .copied()
            .chain(["--index", &index, "--color", "always"])
            .chain((arguments[0] == "search").then_some(["--width", "100", "--limit", "10"]).into_iter().flatten())
            .collect();
        for _ in 0..ROUNDS {
            theirs.push(run(&floor, &["search", &text(&theirs_at), words])?.wall * 1e3);
            mine.push(run(&ours, &ours_full)?.wall * 1e3);
        }
        let (theirs, mine) = (median(&mut theirs), median(&mut mine));
        println!("{name:<26} {theirs:>7.1} ms {mine:>7.1} ms {:>7.2}", mine / theirs);
    }

    println!("\n{:<26} {:>10} {:>10}", "view", "wall", "CPU");
    for (name, arguments) in VIEWS {
        let index = text(&ours_at);
        let full: Vec<&str> = arguments.iter().copied().chain(["--index", &index]).collect();
        let (mut wall, mut cpu, mut written) = (Vec::new(), Vec::new(), 0);
        for _ in 0..3 {
            let took = run(&ours, &full)?;
            wall.push(took.wall * 1e3);
            cpu.push(took.cpu);
            written = took.written;
        }
        let (wall, cpu) = (median(&mut wall), median(&mut cpu));
        let rate =
            if name == "export" { format!("  {:.0} MB/s a core", written as f64 / 1e6 / cpu) } else { String::new() };
        println!("{name:<26} {wall:>7.1} ms {cpu:>8.2} s{rate}");
    }
    let mut starts: Vec<f64> =
        (0..ROUNDS).map(|_| run(&ours, &["--version"]).map(|took| took.wall * 1e3)).collect::<Result<_, _>>()?;
    println!("\n{:<26} {:>7.1} ms", "--version", median(&mut starts));
    println!("{:<26} {:>10}", "binary, not stripped", mb(fs::metadata(&ours)?.len()));
    Ok(())
}

/// Runs a program to its end and says what it took: CPU and peak memory as Linux counts them, elsewhere 0.
fn run(program: &Path, arguments: &[&str]) -> std::io::Result<Took> {
    let before = cpu_of_children();
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("DATELINE_INDEX")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut out = child.stdout.take();
    let peak = std::thread::spawn(move || {
        let mut peak = 0;
        while let Ok(text) = fs::read_to_string(&status) {
            let field = |name: &str| {
                text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.parse::<u64>().ok())
            };
            match field("VmHWM:") {
                Some(kb) => peak = kb * 1024,
                None => break,
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        peak
    });
    let written = out.as_mut().map_or(Ok(0), |out| std::io::copy(out, &mut std::io::sink()))?;
    child.wait()?;
    let wall = started.elapsed().as_secs_f64();
    Ok(Took { cpu: cpu_of_children() - before, wall, peak: peak.join().unwrap_or_default(), written })
}

/// The CPU seconds of all children that have ended, in steps of a hundredth.
fn cpu_of_children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (ticks(13) + ticks(14)) / 100.0
}

/// Writes every hundredth file of the folder again with another word at its end.
fn touch_hundredth(folder: &Path) -> std::io::Result<usize> {
    let mut found = Vec::new();
    super::files(folder, &mut found)?;
    found.sort_unstable();
    let mut changed = 0;
    for file in found.iter().step_by(100) {
        let mut text = fs::read(file)?;
        text.extend_from_slice(b"\nMore.\n");
        fs::write(file, text)?;
        changed += 1;
    }
    Ok(changed)
}

fn size(path: &Path) -> std::io::Result<u64> {
    if path.is_file() {
        return Ok(fs::metadata(path)?.len());
    }
    let mut sum = 0;
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.file_name().is_none_or(|name| name != ".dateline") {
            sum += size(&path)?;
        }
    }
    Ok(sum)
}

fn mb(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
