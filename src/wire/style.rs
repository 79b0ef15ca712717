//! The style table: load, compile, choose.

/// The compiled style table.
#[derive(Debug)]
pub struct Styles {}

/// A style file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("style {name}: {what}")]
pub struct StyleError {
    /// The style.
    pub name: String,
    /// What is wrong.
    pub what: String,
}

impl Styles {
    /// Gives the table that is built in. Made once, at the first call.
    pub fn builtin() -> &'static Styles {
        static BUILTIN: std::sync::LazyLock<Styles> = std::sync::LazyLock::new(|| Styles {});
        &BUILTIN
    }

    /// Gives a number that changes whenever the table, or what the parser makes of it, changes: articles made with another
    /// are stale.
    pub fn version(&self) -> u64 {
        0
    }
}
