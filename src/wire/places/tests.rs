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
        let at = |place: &&table::Candidate| place.country == fields[2] && place.region == fields[3];
        let place = found.iter().find(at).unwrap_or_else(|| panic!("{line}"));
        let (north, east) = place.position().unwrap_or_default();
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

#[test]
fn namesakes_are_told_apart() {
    for (printed, home, place) in [
        ("BIRMINGHAM, Ala.", None, "Birmingham, Ala. US"),
        ("SPRINGFIELD, United States", None, "Springfield US?"),
        ("SPRINGFIELD", Some("US"), "Springfield US?"),
        ("BIRMINGHAM", Some("GB"), "Birmingham, England GB"),
        ("SAN JOSE (COSTA RICA)", None, "San José CR"),
        ("SAN JOSE", None, "San Jose --?"),
        ("ATHENS, Georgia", None, "Athens, Georgia US"),
        ("TBILISI, Georgia", None, "Tbilisi GE"),
        ("ATHENS", None, "Athens, Attica GR"),
        // An agency's own country comes first, but no one at home means Idaho or Texas.
        ("HYDERABAD", Some("IN"), "Hyderabad, Telangana IN"),
        ("HYDERABAD", Some("PK"), "Hyderabad, Sindh PK"),
        ("MOSCOW", Some("US"), "Moscow RU"),
        ("PARIS", Some("US"), "Paris, Île-de-France FR"),
        ("PARIS, Texas", None, "Paris, Texas US"),
        ("PHILADELPHIA", None, "Philadelphia, Pennsylvania US"),
        ("LONDON", Some("CA"), "London, England GB"),
        ("VICTORIA", Some("CA"), "Victoria, British Columbia CA"),
        ("KANSAS CITY", None, "Kansas City US?"),
        ("VENICE", None, "Venice, Veneto IT"),
        ("HAMILTON, Bermuda", None, "Hamilton BM"),
        ("MERIDA, Mexico", None, "Mérida MX"),
        ("SANTIAGO", None, "Santiago CL"),
        ("BRATISLAVA, Czechoslovakia", None, "Bratislava SK"),
    ] {
        let found = shown(printed, home);
        assert_eq!(found.replace(", Yucatán", ""), place, "{printed} {home:?}");
    }
}

#[test]
fn names_in_other_languages_and_of_other_days_are_known() {
    for (printed, name, country) in [
        ("СИМФЕРОПОЛЬ", "Simferopol", "UA"),
        ("МОСКВА", "Moscow", "RU"),
        ("С.-ПЕТЕРБУРГ", "St. Petersburg", "RU"),
        ("КИЇВ", "Kyiv", "UA"),
        ("北京", "Beijing", "CN"),
        ("臺北", "Taipei", "TW"),
        ("新疆哈密", "Hami", "CN"),
        ("東京", "Tokyo", "JP"),
        ("ワシントン", "Washington", "US"),
        ("서울", "Seoul", "KR"),
        ("القاهرة", "Cairo", "EG"),
        ("تهران", "Tehran", "IR"),
        ("ירושלים", "Jerusalem", "IL"),
        ("नई दिल्ली", "New Delhi", "IN"),
        ("กรุงเทพฯ", "Bangkok", "TH"),
        ("ΑΘΗΝΑ", "Athens", "GR"),
        ("CIUDAD DE MÉXICO", "Mexico City", "MX"),
        ("VENEZIA", "Venice", "IT"),
        ("MUENCHEN", "Munich", "DE"),
        ("DÜSSELDORF", "Düsseldorf", "DE"),
        ("İSTANBUL", "Istanbul", "TR"),
        ("PEKING", "Beijing", "CN"),
        ("SAIGON", "Ho Chi Minh City", "VN"),
        ("LENINGRAD", "St. Petersburg", "RU"),
        ("BOMBAY", "Mumbai", "IN"),
        ("CONSTANTINOPLE", "Istanbul", "TR"),
        ("EAST BERLIN", "Berlin", "DE"),
        ("U.N.", "United Nations", "US"),
    ] {
        let [place] = &resolve(printed, None)[..] else { panic!("{printed}") };
        assert_eq!((place.name.as_str(), place.country.as_deref()), (name, Some(country)), "{printed}");
        assert!(is_known(printed) || printed == "新疆哈密", "{printed}");
    }
}

#[test]
fn qualifiers_are_known_as_they_are_printed() {
    for yes in [
        "Wash.",
        "W.Va.",
        "W. Va.",
        "N.Y.",
        "D.C.",
        "CA",
        "OR",
        "South Dakota",
        "British Columbia",
        "Que.",
        "NSW",
        "England",
        "the Netherlands",
        "U.K.",
        "USSR",
        "West Germany",
        "West Bank",
        "Leningrad Region",
        "Uttar Pradesh",
        "Hubei",
        "España",
        "EE.UU.",
        "Украина",
        "日本",
        "한국",
        "مصر",
        "Bavaria",
    ] {
        assert!(is_qualifier(yes), "{yes}");
    }
    for no in ["", ".", "Or", "in", "IT WAS", "Me", "april", "March", "the", "Reuters", "AP", "TASS", "Tuesday", "The"]
    {
        assert!(!is_qualifier(no), "{no}");
    }
}

#[test]
fn words_that_are_no_places_are_not_known() {
    for word in
        ["", ".", "GOLD", "THE", "UPDATE", "URGENT", "MARCH", "APRIL", "STOCKS", "SPORTS", "COPYRIGHT", "AP", "TASS"]
    {
        assert!(!is_known(word), "{word}");
    }
}
