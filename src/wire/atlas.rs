//! The parser's one door to the gazetteer.

/// Says whether a single name, in any case, is that of a place.
pub(crate) fn is_known(name: &str) -> bool {
    let folded = crate::words::fold(name);
    ALONE.binary_search(&&*folded).is_ok()
}

/// Says whether a text is what qualifies a place: a state, province, territory or country.
pub(crate) fn is_qualifier(text: &str) -> bool {
    let folded = crate::words::fold(text);
    let folded = folded.trim_end_matches('.');
    STATES.binary_search(&folded).is_ok()
}

/// Cities that stand alone in datelines.
const ALONE: [&str; 89] = ["amsterdam", "atlanta", "baghdad", "bahrain", "baltimore", "bangkok", "beijing", "beirut", "belgrade", "berlin", "boston", "brussels", "buffalo", "cairo", "chicago", "cincinnati", "clandestine", "cleveland", "dallas", "denver", "detroit", "djibouti", "dublin", "geneva", "gibraltar", "guatemala city", "havana", "helsinki", "hong kong", "honolulu", "houston", "indianapolis", "islamabad", "istanbul", "jerusalem", "johannesburg", "kabul", "kuwait city", "las vegas", "london", "los angeles", "luxembourg", "macau", "madrid", "mexico city", "miami", "milan", "milwaukee", "monaco", "montreal", "moscow", "munich", "new delhi", "new orleans", "new york", "oklahoma city", "ottawa", "panama city", "paris", "peking", "philadelphia", "phoenix", "pittsburgh", "prague", "quebec city", "rio de janeiro", "rome", "salt lake city", "san antonio", "san diego", "san francisco", "san marino", "sao paulo", "seattle", "shanghai", "singapore", "st. louis", "stockholm", "sydney", "tokyo", "toronto", "united nations", "vatican city", "vienna", "washington", "zurich", "москва", "مانيلا", "台北"];
const STATES: [&str; 68] = ["ala", "alaska", "alberta", "ariz", "ark", "brazil", "calif", "china", "colo", "colombia", "conn", "cuba", "d.c", "del", "el", "fla", "france", "ga", "germany", "hawaii", "idaho", "ill", "ind", "india", "iowa", "iraq", "kan", "ky", "la", "maine", "mass", "md", "mexico", "mich", "minn", "miss", "mo", "mont", "n.c", "n.d", "n.h", "n.j", "n.m", "n.y", "neb", "nev", "ohio", "okla", "ontario", "ore", "pa", "peru", "philippines", "quebec", "r.i", "s.c", "s.d", "salvador", "tenn", "tex", "texas", "utah", "va", "vt", "w.va", "wash", "wis", "wyo"];
