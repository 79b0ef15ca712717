//! The table of the comparison: a line a figure.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// CPU or wall seconds.
    Seconds,
    /// A thousandth of them.
    Milliseconds,
    /// Bytes, shown as millions.
    Bytes,
    /// A part of the input.
    Share,
    /// Millions of bytes a second of one core.
    Rate,
}

/// What a figure has to keep to.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// Nothing: it is only said.
    None,
    /// So much of what stands beside it at most.
    Ratio(f64),
    /// So much at most.
    Most(f64),
    /// So much at least.
    Least(f64),
    /// So much of what stands beside it at most, and so much in all.
    RatioAndMost(f64, f64),
}

/// A line of the table.
pub struct Figure<'a> {
    /// What was measured.
    pub name: &'a str,
    /// What it counts.
    pub unit: Unit,
    /// What `dateline` takes.
    pub ours: f64,
    /// What it is measured against.
    pub floor: Option<f64>,
    /// What it has to keep to.
    pub bar: Bar,
}

/// Prints the names of the columns below the name of a part; `against` is what stands beside ours.
pub fn heading(part: &str, against: &str) {
    println!("\n{part:<36} {:>10} {against:>11} {:>6}  bar", "dateline", "ratio");
}

/// Prints a line.
pub fn print(figure: &Figure<'_>) {
    let shown = |value: f64| match figure.unit {
        Unit::Seconds => format!("{value:.3} s"),
        Unit::Milliseconds => format!("{value:.1} ms"),
        Unit::Bytes => format!("{:.1} MB", value / 1e6),
        Unit::Share => format!("{value:.3}"),
        Unit::Rate => format!("{value:.0} MB/s"),
    };
    let ratio = figure.floor.map(|floor| figure.ours / floor);
    let bar = match figure.bar {
        Bar::None => String::new(),
        Bar::Ratio(most) => format!("ratio ≤ {most}"),
        Bar::Most(most) => format!("≤ {}", shown(most)),
        Bar::Least(least) => format!("≥ {}", shown(least)),
        Bar::RatioAndMost(ratio, most) => format!("ratio ≤ {ratio}, ≤ {}", shown(most)),
    };
    let line = format!(
        "{:<36} {:>10} {:>11} {:>6}  {bar:<24} {}",
        figure.name,
        shown(figure.ours),
        figure.floor.map(shown).unwrap_or_default(),
        ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default(),
        if matches!(figure.bar, Bar::None) {
            ""
        } else if is_met(figure) {
            "met"
        } else {
            "missed"
        }
    );
    println!("{}", line.trim_end());
}

fn is_met(figure: &Figure<'_>) -> bool {
    let within = |most: f64| figure.floor.is_some_and(|floor| figure.ours <= most * floor);
    match figure.bar {
        Bar::None => true,
        Bar::Ratio(most) => within(most),
        Bar::Most(most) => figure.ours <= most,
        Bar::Least(least) => figure.ours >= least,
        Bar::RatioAndMost(ratio, most) => within(ratio) && figure.ours <= most,
    }
}
