//! Scripts, and the languages that share one: told by letters that only one of them has, then by function words.

use super::ENOUGH_LETTERS;
use crate::wire::eight::Eight;
use crate::words::Words;

/// The scripts that tell languages apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    Kana,
    /// One that a single language of the news has, with its tag.
    Other(&'static str),
}

/// How many letters of each script a text has, Han and kana apart.
#[derive(Debug, Default)]
pub(super) struct Counts {
    latin: usize,
    cyrillic: usize,
    arabic: usize,
    devanagari: usize,
    han: usize,
    kana: usize,
    other: Vec<(&'static str, usize)>,
}

impl Counts {
    /// Gives the number of letters.
    pub(super) fn letters(&self) -> usize {
        let other: usize = self.other.iter().map(|(_, n)| n).sum();
        self.latin + self.cyrillic + self.arabic + self.devanagari + self.han + self.kana + other
    }

    /// Gives the script of most letters; nothing where there are none.
    pub(super) fn main(&self) -> Option<Script> {
        // A character of these writes what takes about three letters elsewhere: names in Latin letters do not outvote them.
        let (han, kana) = (3 * self.han, 3 * self.kana);
        let known = [
            (Script::Latin, self.latin),
            (Script::Cyrillic, self.cyrillic),
            (Script::Arabic, self.arabic),
            (Script::Devanagari, self.devanagari),
            (Script::Han, han),
            (Script::Kana, kana),
        ];
        let other = self.other.iter().map(|&(tag, n)| (Script::Other(tag), if tag == "ko" { 3 * n } else { n }));
        known.into_iter().chain(other).filter(|&(_, n)| n > 0).max_by_key(|&(_, n)| n).map(|(script, _)| script)
    }
}

/// Counts the letters of a text by script.
pub(super) fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    if text.is_ascii() {
        // More than enough is as good as enough: the first words mostly have it.
        let letters =
            text.as_bytes().chunks(8).filter_map(Eight::of).map(|eight| eight.letters().count_ones() as usize);
        let (eights, rest) = (ENOUGH_LETTERS.div_ceil(4), letters.clone());
        counts.latin = letters.take(eights).sum();
        if counts.latin < ENOUGH_LETTERS {
            counts.latin = rest.sum();
        }
        return counts;
    }
    for c in text.chars() {
        let tag = match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                counts.latin += 1;
                continue;
            }
            '\0'..='\u{bf}' => continue,
            '\u{400}'..='\u{52f}' => {
                counts.cyrillic += 1;
                continue;
            }
            '\u{620}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => {
                counts.arabic += 1;
                continue;
            }
            '\u{900}'..='\u{97f}' => {
                counts.devanagari += 1;
                continue;
            }
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => {
                counts.han += 1;
                continue;
            }
            '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ff66}'..='\u{ff9d}' => {
                counts.kana += 1;
                continue;
            }
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => "el",
            '\u{530}'..='\u{58f}' => "hy",
            '\u{5d0}'..='\u{5f4}' => "he",
            '\u{980}'..='\u{9ff}' => "bn",
            '\u{a00}'..='\u{a7f}' => "pa",
            '\u{a80}'..='\u{aff}' => "gu",
            '\u{b00}'..='\u{b7f}' => "or",
            '\u{b80}'..='\u{bff}' => "ta",
            '\u{c00}'..='\u{c7f}' => "te",
            '\u{c80}'..='\u{cff}' => "kn",
            '\u{d00}'..='\u{d7f}' => "ml",
            '\u{d80}'..='\u{dff}' => "si",
            '\u{e00}'..='\u{e7f}' => "th",
            '\u{e80}'..='\u{eff}' => "lo",
            '\u{f00}'..='\u{fff}' => "bo",
            '\u{1000}'..='\u{109f}' => "my",
            '\u{10a0}'..='\u{10ff}' => "ka",
            '\u{1200}'..='\u{137f}' => "am",
            '\u{1780}'..='\u{17ff}' => "km",
            '\u{1800}'..='\u{18af}' => "mn",
            '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => "ko",
            _ => continue,
        };
        match counts.other.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, n)) => *n += 1,
            None => counts.other.push((tag, 1)),
        }
    }
    counts
}

/// Characters of the news that traditional Chinese writes and simplified does not.
const TRADITIONAL: &str = "國會這來時說對為們個學電東車長門問見無與還經發開關書業實樣聯總統團黨億萬點過進動員報導記縣區灣軍機體\
    場話應讓認將從當歲麼選舉數漲價頭議條語號產資財貿務設華歷際術級約結論試該調談請證護變連運達環遠鄉銀錢\
    鐵隊陽雙難雲項預領題願類風飛館馬驗魚齊龍張執嚴勞勝單廣廠歐殺減漢熱爭獨現確碼稱築緊線羅聖職腦葉衛裝規\
    視親觀訂計訊討訪許訴診詞評誌誤誰課諾講謝識譯負費賽質購賣輕載輸轉辦農適遲郵釋針錄鎮閉陸陳隨險靜響頁順\
    須額顯飯養駐騎麗黃";

/// Their simplified forms, without those that traditional Chinese writes too, in other words.
const SIMPLIFIED: &str = "国会这来时说对为们个学电东车长门问见无与还经开关书业实样联总统团党亿点过进动员报导记县区湾军机体场话\
    应让认将从当岁么选举数涨价头议条语号产资财贸务设华历际术级约结论试该调谈请证护变连运达环远乡银钱铁队\
    阳双难项预领题愿类风飞馆马验鱼齐龙张执严劳胜单广厂欧杀减汉热争独现确码称筑紧线罗圣职脑叶卫装规视亲观\
    订计讯讨访许诉诊词评误谁课诺讲谢识译负费赛质购卖轻载输转办农适迟邮释针录镇闭陆陈随险静响页顺须额显饭\
    养驻骑丽黄";

/// Tells Chinese, simplified or traditional, from Japanese.
pub(super) fn chinese_or_japanese(text: &str, counts: &Counts, hint: Option<&str>) -> &'static str {
    // Japanese news prints a third of its characters in kana; Chinese a stray name.
    if counts.kana * 12 >= counts.han {
        return "ja";
    }
    let marks = |of: &str| text.chars().filter(|&c| of.contains(c)).count();
    let (traditional, simplified) = (marks(TRADITIONAL), marks(SIMPLIFIED));
    match (traditional, simplified) {
        // A Japanese headline may have no kana, and shares many characters with traditional Chinese.
        (_, 0) if hint == Some("ja") && counts.han < ENOUGH_LETTERS => "ja",
        (t, s) if t > s => "zh-Hant",
        (t, s) if t < s => "zh",
        _ => match hint {
            Some("ja") => "ja",
            Some("zh-Hant") => "zh-Hant",
            _ => "zh",
        },
    }
}

/// Says whether a language is written in Cyrillic letters.
pub(super) fn is_cyrillic(tag: &str) -> bool {
    matches!(tag, "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "mn" | "tg" | "tt" | "uz")
}

/// Says whether a language is written in Arabic letters.
pub(super) fn is_arabic(tag: &str) -> bool {
    matches!(tag, "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" | "sd")
}

/// Tells the languages in Cyrillic letters apart.
pub(super) fn cyrillic<'h>(text: &str, hint: Option<&'h str>) -> &'h str
where
    'static: 'h,
{
    let has = |letters: &str| text.chars().filter(|&c| letters.contains(c)).count();
    let kazakh = has("әғқңұһӘҒҚҢҰҺ");
    let tajik = has("ӣӯҷҲҳӢӮҶ");
    let turkic_o = has("өүӨҮ");
    let ukrainian = has("їєґЇЄҐ");
    let dotted = has("іІ");
    let belarusian = has("ўЎ");
    let russian = has("ыэёЫЭЁ");
    let bulgarian = has("ъЪ");
    let serbian = has("ђћЂЋ");
    let macedonian = has("ѓќѕЃЌЅ");
    let southern = has("јљњџЈЉЊЏ");
    if tajik > 2 && tajik > ukrainian {
        return if belarusian > tajik { "uz" } else { "tg" };
    }
    if belarusian > 0 && has("қғҳҚҒҲ") > 1 && dotted == 0 {
        return "uz";
    }
    if kazakh > 2 && (has("әғқұһӘҒҚҰҺ") > 1 || dotted > 0) {
        return if dotted > 0 || hint == Some("kk") { "kk" } else { "tt" };
    }
    if turkic_o > 2 {
        return if has("ңҢ") > 0 { "ky" } else { "mn" };
    }
    if southern + serbian + macedonian > 1 {
        let macedonian = macedonian + function_words(text, &["на", "од", "дека", "во", "со", "ќе", "се", "и", "го"]);
        let serbian = 2 * serbian + function_words(text, &["је", "у", "да", "су", "се", "од", "за", "и", "што"]);
        return if macedonian > serbian { "mk" } else { "sr" };
    }
    if dotted + ukrainian > 1 || belarusian > 1 {
        return if belarusian > ukrainian || belarusian + russian > ukrainian + has("иИ") { "be" } else { "uk" };
    }
    let ru = 2 * russian + function_words(text, &["в", "и", "на", "что", "по", "не", "с", "из", "как", "это"]);
    let bg =
        2 * bulgarian + function_words(text, &["на", "за", "от", "в", "и", "да", "се", "ще", "с", "са", "че", "е"]);
    let uk = function_words(text, &["в", "у", "та", "що", "на", "не", "за", "до", "про", "й"]);
    match hint {
        // Nothing that only one language has: the one that is expected.
        Some(hint @ ("ru" | "uk" | "bg" | "be" | "sr" | "mk")) if russian == 0 && bulgarian == 0 => hint,
        _ if bg > ru && russian == 0 => "bg",
        _ if uk > ru && russian == 0 => "uk",
        _ => "ru",
    }
}

/// Tells the languages in Arabic letters apart.
pub(super) fn arabic<'h>(text: &str, hint: Option<&'h str>) -> &'h str
where
    'static: 'h,
{
    let has = |letters: &str| text.chars().filter(|&c| letters.contains(c)).count();
    let urdu = has("ٹڈڑںےھ");
    let pashto = has("ټډړږښځڅۍ");
    let kurdish = has("ۆێڵڕە");
    let uyghur = has("ۇۈۋېە");
    // Persian keyboards give other forms of kaf and yeh; old copy has the Arabic ones, hence the words.
    let persian = has("پچژگکی");
    let fa =
        persian + 2 * function_words(text, &["از", "به", "در", "این", "که", "را", "با", "است", "برای", "می", "شد"]);
    let ar = 2 * function_words(text, &["في", "من", "على", "ان", "الى", "عن", "التي", "مع", "هذا", "بعد", "الذي"])
        + has("ةىأإ");
    let marked = [(urdu, "ur"), (pashto, "ps"), (kurdish, "ckb"), (uyghur, "ug")];
    let (most, tag) = marked.into_iter().max_by_key(|&(n, _)| n).unwrap_or((0, "ar"));
    if most > 3 {
        return tag;
    }
    match hint {
        Some(hint) if is_arabic(hint) && fa.abs_diff(ar) <= 2 => hint,
        _ if fa > ar => "fa",
        _ => "ar",
    }
}

/// Tells Hindi, Marathi and Nepali apart.
pub(super) fn devanagari<'h>(text: &str, hint: Option<&'h str>) -> &'h str
where
    'static: 'h,
{
    let hindi = function_words(text, &["है", "के", "में", "की", "को", "से", "का", "ने", "और", "पर", "हैं", "कि"]);
    let marathi = function_words(text, &["आहे", "आणि", "या", "आहेत", "होते", "व", "केली", "केले", "त्यांनी", "येथे"]);
    let nepali = function_words(text, &["छ", "र", "गरेको", "छन्", "भएको", "पनि", "गर्ने", "गरेका", "लागि", "हो"]);
    match hint {
        Some(hint @ ("hi" | "mr" | "ne")) if hindi == marathi && hindi == nepali => hint,
        _ if marathi > hindi && marathi > nepali => "mr",
        _ if nepali > hindi => "ne",
        _ => "hi",
    }
}

/// Counts the words of a text that are among `list`, folded.
fn function_words(text: &str, list: &[&str]) -> usize {
    let mut words = Words::new(text);
    let mut n = 0;
    while let Some((_, word)) = words.step() {
        n += usize::from(list.contains(&word));
    }
    n
}
