//! The encoding of a text that says nothing about it: the detector of browsers, and rules for what it misses.
//!
//! A wire story is short and begins in capitals, a web page is long and does not: Cyrillic is told by its case. Read in the
//! wrong one of its encodings, upper and lower case are exchanged or scattered.
//!
//! | `МОСКВА, 1 декабря` in | read as | gives |
//! |---|---|---|
//! | windows-1251 | KOI8-R | `лняйбю, 1 ДЕЙЮАПЪ` |
//! | KOI8-R | windows-1251 | `нпулчб, 1 ДЕЛБВТС` |

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_15, KOI8_R, KOI8_U,
    SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC,
};

use super::encoding::is_dropped;

/// More of a text is not looked at: it would not change the guess.
const LOOKED_AT: usize = 256 << 10;

/// Guesses the encoding of bytes that are not UTF-8; says too whether the guess has little to go by.
pub(super) fn guess(bytes: &[u8]) -> (&'static Encoding, bool) {
    // The detector takes control bytes for a sign of binary data; on a wire they are none.
    let copy: Vec<u8> = bytes.iter().copied().filter(|&byte| !is_dropped(byte)).take(LOOKED_AT).collect();
    if let Some(encoding) = by_agency(&copy).or_else(|| czech(&copy)) {
        return (encoding, false);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&copy, true);
    let detected = detector.guess(None, Utf8Detection::Deny);
    let (cyrillic, sense) = best_cyrillic(&copy);
    // Letters with an accent stand among plain ones; where a script is Cyrillic, most letters are.
    let plain = copy.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let is_beyond = copy.iter().filter(|&&byte| byte >= 0xa0).count() * 2 > plain;
    let is_cyrillic = [WINDOWS_1251, KOI8_R, KOI8_U, IBM866, ISO_8859_5, X_MAC_CYRILLIC].contains(&detected);
    // Russian of any length scores about 1.2 in its own encoding; Greek or Arabic read as Cyrillic stays below 0.8.
    if is_beyond && sense >= if is_cyrillic { 0.3 } else { 1.0 } {
        return (cyrillic, sense < 0.8);
    }
    let encoding = if detected == GBK {
        GB18030
    } else if detected == WINDOWS_1252 && is_latin_9(&copy) {
        ISO_8859_15
    } else {
        detected
    };
    let (text, faulty) = encoding.decode_without_bom_handling(&copy[..copy.len() - cut_letter(&copy, encoding)]);
    // C1 controls are letters in no encoding: where they show, it is the wrong one.
    let doubtful = faulty || is_cyrillic || text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}'));
    (encoding, doubtful)
}

/// Signs that East Asian wires print in their first line; a guess by frequency needs more text than that line.
const AGENCIES: [(&Encoding, &[&str]); 6] = [
    (GB18030, &["新华社", "中新社", "中新网", "日电", "记者"]),
    (BIG5, &["中央社", "新華社", "中新社", "記者", "日電"]),
    (EUC_KR, &["연합뉴스", "뉴시스", "서울=", "기자", "조선중앙통신"]),
    (SHIFT_JIS, &["共同", "時事", "ロイター", "日発", "朝鮮中央通信"]),
    (EUC_JP, &["共同", "時事", "ロイター", "日発", "朝鮮中央通信"]),
    (GB18030, &["新華社", "記者"]),
];

fn by_agency(copy: &[u8]) -> Option<&'static Encoding> {
    let head = &copy[..copy.len().min(4096)];
    let whole = |encoding: &'static Encoding| {
        let (text, faulty) = encoding.decode_without_bom_handling(&head[..head.len() - cut_letter(head, encoding)]);
        (!faulty).then_some(text)
    };
    AGENCIES.iter().find_map(|&(encoding, signs)| {
        let text = whole(encoding)?;
        // Two bytes of one encoding can be a sign of another by chance; then its neighbours are of no script it writes.
        let wild = text
            .chars()
            .filter(|&c| matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{ff61}'..='\u{ff9f}' | '\u{80}'..='\u{9f}'));
        (signs.iter().any(|sign| text.contains(sign)) && wild.count() == 0).then_some(encoding)
    })
}

/// Tells Czech by its agency, ČTK: in a first line that is often the only letter with an accent.
fn czech(copy: &[u8]) -> Option<&'static Encoding> {
    let signed =
        [&b"(\xc8TK)"[..], b"/\xc8TK/", b"(\xc8STK)"].iter().any(|sign| memchr::memmem::find(copy, sign).is_some());
    // Windows has its letters ž and š where ISO has control characters.
    let encoding = if copy.iter().any(|b| matches!(b, 0x80..=0x9f)) { WINDOWS_1250 } else { ISO_8859_2 };
    signed.then_some(encoding)
}

/// Gives how many bytes at the end of a piece are the beginning of a letter that was cut off.
fn cut_letter(piece: &[u8], encoding: &'static Encoding) -> usize {
    if encoding.is_single_byte() {
        return 0;
    }
    let from = piece.len().saturating_sub(3);
    let clean = |cut: usize| !encoding.decode_without_bom_handling(&piece[..piece.len() - cut]).1;
    if piece[from..].is_ascii() { 0 } else { (0..=piece.len() - from).find(|&cut| clean(cut)).unwrap_or(0) }
}

/// Gives the Cyrillic encoding that makes most sense of `copy`, and how much sense a letter makes in it.
fn best_cyrillic(copy: &[u8]) -> (&'static Encoding, f32) {
    let head = &copy[..copy.len().min(16 << 10)];
    let candidates = [WINDOWS_1251, KOI8_U, KOI8_R, IBM866, ISO_8859_5, X_MAC_CYRILLIC];
    let mut best = (WINDOWS_1251, f32::MIN);
    for encoding in candidates {
        let sense = sense(&encoding.decode_without_bom_handling(head).0);
        if sense > best.1 {
            best = (encoding, sense);
        }
    }
    // The two differ in Ukrainian letters and box drawing alone: name the common one where nothing tells them apart.
    if best.0 == KOI8_U && !head.iter().any(|b| matches!(b, 0xa4 | 0xa6 | 0xa7 | 0xad | 0xb4 | 0xb6 | 0xb7 | 0xbd)) {
        best.0 = KOI8_R;
    }
    best
}

/// Says how much `text` reads like a language written in Cyrillic, per letter beyond ASCII.
fn sense(text: &str) -> f32 {
    let (mut sense, mut beyond) = (0i64, 0i64);
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_ascii() {
            beyond += 1;
            sense += match c {
                'о' | 'е' | 'а' | 'и' | 'н' | 'т' | 'с' | 'р' | 'в' | 'л' => 2,
                'ъ' | 'ь' | 'ы' if !before.is_alphabetic() => -3,
                'А'..='я' | 'ё' | 'Ё' => 0,
                'і' | 'ї' | 'є' | 'ґ' | 'ў' | 'ј' | 'љ' | 'њ' | 'ћ' | 'ђ' | 'џ' | 'І' | 'Ї' | 'Є' => 0,
                '«' | '»' | '—' | '–' | '…' | '“' | '”' | '„' | '’' | '№' | '\u{a0}' => 0,
                _ => -4,
            };
            // A capital after a small letter: the case is exchanged.
            if is_small(before) && c.is_uppercase() {
                sense -= 4;
            }
            // A word in capitals is a place name; one letter of it is a bonus that exchanged case never gets.
            if before.is_uppercase() && !before.is_ascii() && c.is_uppercase() {
                sense += 1;
            }
        }
        before = c;
    }
    if beyond == 0 { f32::MIN } else { sense as f32 / beyond as f32 }
}

fn is_small(c: char) -> bool {
    c.is_lowercase() && !c.is_ascii()
}

/// Tells ISO-8859-15 by its euro sign: before or after an amount, where windows-1252 has a sign that nobody writes.
fn is_latin_9(copy: &[u8]) -> bool {
    let no_controls = !copy.iter().any(|b| matches!(b, 0x80..=0x9f));
    let is_amount = |at: usize| {
        let around = &copy[at.saturating_sub(2)..(at + 3).min(copy.len())];
        around.iter().any(u8::is_ascii_digit)
    };
    no_controls && memchr::memchr_iter(0xa4, copy).any(is_amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(encoding: &'static Encoding, text: &str) {
        let (bytes, _, lost) = encoding.encode(text);
        assert!(!lost, "{text}");
        let (guessed, _) = guess(&bytes);
        assert_eq!(
            guessed.decode_without_bom_handling(&bytes).0,
            text,
            "{} was taken for {}",
            encoding.name(),
            guessed.name()
        );
    }

    #[test]
    fn cyrillic_is_told_by_its_case() {
        for text in [
            "МОСКВА, 1 декабря. /ТАСС/.",
            "МИНСК, 3 мая. /Корр. БЕЛТА/. Паром вернулся в порт.",
            "Смотритель маяка вышел на пенсию после сорока лет службы. Новый пока не назначен.",
            "КИЇВ, 5 липня. /Укрінформ/. Міст знову відкрито для руху.",
        ] {
            told(WINDOWS_1251, text);
            told(KOI8_U, text);
            if !text.contains('і') {
                told(IBM866, text);
            }
        }
        told(ISO_8859_5, "МОСКВА, 1 декабря. /ТАСС/. Паром вернулся в порт, сообщили спасатели.");
        assert_eq!(guess(&KOI8_R.encode("МОСКВА, 1 декабря. /ТАСС/.").0).0, KOI8_R);
    }

    #[test]
    fn east_asian_first_lines_are_enough() {
        told(GB18030, "新华社北京8月29日电");
        told(GB18030, "新华社上海5月3日电（记者李明）渡轮星期五恢复航行。");
        told(BIG5, "（中央社記者王小明台北三日電）渡輪今天恢復航行。");
        told(EUC_KR, "(서울=연합뉴스) 김철수 기자 = 여객선 운항이 재개됐다.");
        told(SHIFT_JIS, "【東京共同】灯台守が三日、四十年の勤めを終えて引退した。");
        told(EUC_JP, "【東京共同】灯台守が三日、四十年の勤めを終えて引退した。");
        told(SHIFT_JIS, "灯台守が退職した。フェリーはストライキのため欠航している。表ソ能");
    }

    #[test]
    fn latin_greek_and_semitic_texts_are_told() {
        told(WINDOWS_1252, "München (dpa) – Die Fähre „Möwe“ fährt wieder über den See.");
        told(WINDOWS_1252, "PARIS, 3 mai (AFP) - Le gardien du phare a pris sa retraite à l'âge de soixante ans.");
        told(encoding_rs::WINDOWS_1250, "Praha 3. května (ČTK) - Přívoz byl znovu otevřen, řekl včera mluvčí.");
        told(WINDOWS_1250, "Washington, 20. srpna (ČTK) – Přední politik");
        told(ISO_8859_2, "Washington, Aug. 20. (ČTK) - Leading politicians");
        told(encoding_rs::WINDOWS_1253, "ΑΘΗΝΑ, 3 Μαΐου (ΑΠΕ) - Το πλοίο επέστρεψε στο λιμάνι του Πειραιά.");
        told(encoding_rs::WINDOWS_1254, "İSTANBUL (AA) - Vapur seferleri yeniden başladı, işçiler grevi bitirdi.");
        told(encoding_rs::WINDOWS_1256, "القاهرة 3 مايو (أ ش أ) - عادت العبارة إلى الميناء بعد إضراب دام أسبوعا.");
        told(encoding_rs::WINDOWS_1255, "ירושלים, 3 במאי - המעבורת חזרה לנמל אחרי שביתה של שבוע.");
        told(ISO_8859_15, "Der Fahrpreis beträgt 12 € für Erwachsene, sagte die Sprecherin in München.");
    }
}
