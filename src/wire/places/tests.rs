//! What is meant by printed places, and that the tables are sorted, clean and small.

use super::*;

fn shown(printed: &str, home: Option<&str>) -> String {
    let show = |place: &Place| {
        let region = place.region.as_deref().map(|region| format!(", {region}")).unwrap_or_default();
        let mark = if place.position.is_some() { "" } else { "?" };
        format!("{}{region} {}{mark}", place.name, place.country.as_deref().unwrap_or("--"))
    };
    resolve(printed, home).iter().map(show).collect::<Vec<_>>().join("; ")
}

#[test]
fn printed_places_are_resolved() {
    for (printed, places) in [
        ("TOKYO", "Tokyo JP"),
        ("SEATTLE, Wash.", "Seattle, Wash. US"),
        ("MELBOURNE (Australia)", "Melbourne, Victoria AU"),
        ("MOSCOW/KYIV", "Moscow RU; Kyiv UA"),
        ("Frankfurt/Main", "Frankfurt, Hesse DE"),
        ("DALLAS/FORT WORTH, Texas", "Dallas, Texas US"),
        ("UNITED NATIONS", "United Nations, New York US"),
        ("ABOARD AIR FORCE ONE", "Aboard Air Force One --?"),
        ("HEBRON, West Bank", "Hebron, West Bank PS"),
        ("WASHINGTON, D.C.", "Washington, D.C. US"),
        ("IGORA /Leningrad Region/", "Igora, Leningrad Region RU"),
        ("Lucknow (Uttar Pradesh) [India]", "Lucknow, Uttar Pradesh IN"),
        ("NEW YORK, LONDON and BEIJING", "New York US; London, England GB; Beijing CN"),
        ("NEW YORK AND MAINZ, Germany", "New York US; Mainz, Rhineland-Palatinate DE"),
        ("N'DJAMENA", "N'Djamena TD"),
        ("SAN`A", "Sanaa YE"),
        ("RICHMOND Va.", "Richmond, Va. US"),
        ("VATICAN CITY", "Vatican City VA"),
        ("CLANDESTINE", "Clandestine --?"),
        ("NO CITY", ""),
        ("NO CITY (EL SALVADOR)", "El Salvador SV?"),
        ("NEAR KANDAHAR, Afghanistan", "Near Kandahar AF?"),
        ("ZZYZXBURG", "Zzyzxburg --?"),
        ("ZZYZXBURG, Texas", "Zzyzxburg, Texas US?"),
        ("FRANCE", "France FR?"),
    ] {
        assert_eq!(shown(printed, None), places, "{printed}");
    }
}

#[test]
fn the_tables_are_sorted_clean_and_small() {
    let tables = [table::PLACES, table::QUALIFIERS, table::REGIONS];
    assert!(tables.iter().map(|table| table.len()).sum::<usize>() < 3_000_000);
    for table in tables {
        assert!(table.ends_with('\n') && !table.contains("\n\n") && !table.contains('\r'));
        let mut last = "";
        for line in table.lines() {
            let first = line.split('\t').next().unwrap_or_default();
            assert!(last <= first, "{line}");
            last = first;
            assert!(line.split('\t').all(|field| field == field.trim()), "{line}");
        }
    }
    let folded = table::PLACES.lines().chain(table::QUALIFIERS.lines());
    for key in folded.filter_map(|line| line.split('\t').next()) {
        assert!(!key.is_empty() && key::fold(key) == key, "{key}");
    }
}

#[test]
fn every_line_of_the_tables_can_be_read() {
    let mut own = 0;
    for line in table::PLACES.lines() {
        let fields: Vec<_> = line.split('\t').collect();
        let found = table::candidates(fields[0]);
        let at = |place: &&Candidate| place.country == fields[2] && place.region == fields[3];
        let place = found.iter().find(at).unwrap_or_else(|| panic!("{line}"));
        let (north, east) = place.position.unwrap_or_default();
        assert!(north.abs() <= 90.0 && east.abs() <= 180.0 && place.country.len() == 2, "{line}");
        own += usize::from(fields.len() == 7);
    }
    assert!(own > 40_000, "{own}");
    for line in table::QUALIFIERS.lines() {
        let fields: Vec<_> = line.split('\t').collect();
        assert!(matches!(fields[..], [_, _, _] | [_, _, _, "C"]), "{line}");
        assert!(table::area_name(fields[1], "").is_some(), "{line}");
    }
}
