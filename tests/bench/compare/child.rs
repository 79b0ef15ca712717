//! A process run to its end, and what it took.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use wait4::Wait4;

/// What a process took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    /// CPU seconds, its own and the system's for it.
    pub cpu: f64,
    /// Seconds until it ended.
    pub wall: f64,
    /// The most memory it had, in bytes. Not less than what this process had when it began the other: be small.
    pub peak: f64,
    /// The bytes that it wrote to its standard output.
    pub written: f64,
}

/// Runs a program to its end. Finding nothing is no failure.
pub fn run(program: &Path, arguments: &[&str]) -> std::io::Result<Took> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .env_remove("DATELINE_INDEX")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut out = child.stdout.take();
    let written = out.as_mut().map_or(Ok(0), |out| std::io::copy(out, &mut std::io::sink()))?;
    let used = child.wait4()?;
    let wall = started.elapsed().as_secs_f64();
    if !matches!(used.status.code(), Some(0 | 1)) {
        let message = format!("{} {}: {}", program.display(), arguments.join(" "), used.status);
        return Err(std::io::Error::other(message));
    }
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Ok(Took { cpu, wall, peak: used.rusage.maxrss as f64, written: written as f64 })
}

/// The median of one thing that several runs took.
pub fn median(took: &[Took], part: impl Fn(&Took) -> f64) -> f64 {
    let mut values: Vec<f64> = took.iter().map(part).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
