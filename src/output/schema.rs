//! What the records look like, for programs: a JSON Schema (draft 2020-12) of every type of record.

/// The version of the records. It is raised when a field changes its meaning or goes; a new field raises nothing.
pub const SCHEMA: u32 = 1;

/// Gives the JSON Schema of a record.
pub fn schema() -> &'static str {
    include_str!("schema.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_states_its_version() {
        let schema: serde_json::Value = serde_json::from_str(schema()).unwrap();
        assert_eq!(schema["version"], SCHEMA);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
}
