//! One and many: `books` ↔ `book`, `statuses` ↔ `status`, `people` ↔ `person`.
//!
//! Tables first, then endings. Only the last word of a name changes (`order_items`,
//! `OrderItems`, `order items`), and its spelling is kept.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::FixedState;

/// The same word for one and many.
const INVARIANT: &[&str] = &[
    "aircraft",
    "analytics",
    "baggage",
    "bison",
    "cattle",
    "chassis",
    "clothes",
    "clothing",
    "corps",
    "data",
    "deer",
    "equipment",
    "feedback",
    "fish",
    "furniture",
    "goods",
    "hardware",
    "headquarters",
    "info",
    "information",
    "jeans",
    "knowledge",
    "logistics",
    "luggage",
    "machinery",
    "mathematics",
    "means",
    "media",
    "metadata",
    "moose",
    "news",
    "offspring",
    "pants",
    "physics",
    "police",
    "salmon",
    "scissors",
    "series",
    "sheep",
    "shorts",
    "shrimp",
    "software",
    "species",
    "spacecraft",
    "swine",
    "trousers",
    "trout",
    "weather",
];

/// One, many. A compound finds its last word here.
const IRREGULAR: &[(&str, &str)] = &[
    ("alga", "algae"),
    ("alumnus", "alumni"),
    ("analysis", "analyses"),
    ("antithesis", "antitheses"),
    ("appendix", "appendices"),
    ("axis", "axes"),
    ("bacterium", "bacteria"),
    ("basis", "bases"),
    ("bookshelf", "bookshelves"),
    ("cactus", "cacti"),
    ("calf", "calves"),
    ("child", "children"),
    ("codex", "codices"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("curriculum", "curricula"),
    ("diagnosis", "diagnoses"),
    ("ellipsis", "ellipses"),
    ("elf", "elves"),
    ("emphasis", "emphases"),
    ("erratum", "errata"),
    ("foot", "feet"),
    ("fungus", "fungi"),
    ("goose", "geese"),
    ("half", "halves"),
    ("hoof", "hooves"),
    ("housewife", "housewives"),
    ("hypothesis", "hypotheses"),
    ("index", "indices"),
    ("knife", "knives"),
    ("larva", "larvae"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("loaf", "loaves"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("memorandum", "memoranda"),
    ("midwife", "midwives"),
    ("mouse", "mice"),
    ("neurosis", "neuroses"),
    ("nucleus", "nuclei"),
    ("oasis", "oases"),
    ("ox", "oxen"),
    ("parenthesis", "parentheses"),
    ("person", "people"),
    ("phenomenon", "phenomena"),
    ("prognosis", "prognoses"),
    ("psychosis", "psychoses"),
    ("quiz", "quizzes"),
    ("radius", "radii"),
    ("scarf", "scarves"),
    ("self", "selves"),
    ("sheaf", "sheaves"),
    ("shelf", "shelves"),
    ("spectrum", "spectra"),
    ("stimulus", "stimuli"),
    ("stratum", "strata"),
    ("syllabus", "syllabi"),
    ("synopsis", "synopses"),
    ("synthesis", "syntheses"),
    ("thesis", "theses"),
    ("thief", "thieves"),
    ("tooth", "teeth"),
    ("vertebra", "vertebrae"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
];

/// Other plurals in use, read but not written: `indexes` reads as `index`.
const ALSO_READ: &[(&str, &str)] = &[
    ("appendixes", "appendix"),
    ("cactuses", "cactus"),
    ("curriculums", "curriculum"),
    ("formulae", "formula"),
    ("funguses", "fungus"),
    ("indexes", "index"),
    ("matrixes", "matrix"),
    ("medias", "media"),
    ("persons", "person"),
    ("quizes", "quiz"),
    ("radiuses", "radius"),
    ("foci", "focus"),
    ("schemata", "schema"),
    ("scarfs", "scarf"),
    ("syllabuses", "syllabus"),
    ("vertexes", "vertex"),
];

/// Singulars that end like a plural, beyond the endings `ss`, `us` and `is`.
const ENDS_IN_S: &[&str] = &[
    "alias",
    "always",
    "as",
    "atlas",
    "aws",
    "bias",
    "canvas",
    "chaos",
    "christmas",
    "cms",
    "cosmos",
    "css",
    "dns",
    "gas",
    "gps",
    "has",
    "http",
    "https",
    "ios",
    "lens",
    "pancreas",
    "plus",
    "pos",
    "rss",
    "saas",
    "sas",
    "sms",
    "tls",
    "was",
    "yes",
    "ethos",
    "pathos",
    "crm",
    "os",
    "js",
    "ts",
    "ms",
    "ss",
    "rhinoceros",
    "asbestos",
    "pus",
    "does",
    "this",
    "its",
    "is",
    "us",
];

/// Plurals that end like the singulars in `us` and `is`.
const PLURAL_US_IS: &[&str] = &[
    "bonsais", "emus", "gnus", "gurus", "kiwis", "menus", "safaris", "skis", "submenus", "taxis", "tofus",
    "wikis", "cpus", "gpus", "skus", "apis", "kpis", "bikinis", "alibis",
];

/// `-ie` in the singular, where the ending alone says `-y`.
const SINGULAR_IE: &[&str] = &[
    "auntie",
    "birdie",
    "bookie",
    "brie",
    "brownie",
    "budgie",
    "calorie",
    "cookie",
    "die",
    "foodie",
    "genie",
    "hoodie",
    "hippie",
    "indie",
    "junkie",
    "kiddie",
    "lie",
    "lingerie",
    "magpie",
    "movie",
    "newbie",
    "patisserie",
    "pie",
    "pixie",
    "prairie",
    "rookie",
    "selfie",
    "smoothie",
    "sortie",
    "tie",
    "veggie",
    "zombie",
    "rotisserie",
    "necktie",
    "talkie",
    "walkie",
    "goalie",
    "caddie",
    "collie",
    "freebie",
];

/// `-che` in the singular (`caches`), where the ending alone says `-ch`.
const SINGULAR_CHE: &[&str] = &[
    "ache",
    "apache",
    "attache",
    "avalanche",
    "backache",
    "brioche",
    "cache",
    "cliche",
    "creche",
    "douche",
    "headache",
    "moustache",
    "mustache",
    "niche",
    "pastiche",
    "psyche",
    "quiche",
    "stomachache",
    "toothache",
];

/// `-oe` in the singular.
const SINGULAR_OE: &[&str] = &[
    "aloe",
    "canoe",
    "floe",
    "foe",
    "hoe",
    "horseshoe",
    "oboe",
    "shoe",
    "sloe",
    "toe",
    "tiptoe",
    "throe",
    "woe",
];

/// Consonant + `o` with `-es` in the plural.
const PLURAL_OES: &[&str] = &[
    "buffalo",
    "cargo",
    "domino",
    "echo",
    "embargo",
    "hero",
    "mosquito",
    "potato",
    "superhero",
    "tomato",
    "tornado",
    "torpedo",
    "veto",
    "volcano",
];

/// `-s`, `-us`, `-as` … with `-es` in the plural; anything else in `-ses` has `-se` in the singular.
const SINGULAR_S_ES: &[&str] = &[
    "alias",
    "atlas",
    "bias",
    "canvas",
    "gas",
    "iris",
    "lens",
    "pancreas",
    "christmas",
    "rhinoceros",
    "pelvis",
    "metropolis",
    "chrysalis",
    "trellis",
    "tennis",
];

/// `-use` in the singular (`houses`), where the ending alone says `-us`.
const SINGULAR_USE: &[&str] = &[
    "abuse",
    "applause",
    "blouse",
    "cause",
    "clause",
    "excuse",
    "farmhouse",
    "fuse",
    "greenhouse",
    "house",
    "lighthouse",
    "muse",
    "pause",
    "reuse",
    "ruse",
    "spouse",
    "storehouse",
    "townhouse",
    "use",
    "warehouse",
    "powerhouse",
    "penthouse",
    "courthouse",
    "guesthouse",
    "misuse",
    "recluse",
    "accuse",
    "refuse",
    "grouse",
];

/// A final `ch` that sounds like `k`.
const HARD_CH: &[&str] =
    &["epoch", "loch", "monarch", "patriarch", "stomach", "tech", "matriarch", "oligarch", "eunuch"];

/// Singulars that end in `men`.
const SINGULAR_MEN: &[&str] =
    &["abdomen", "acumen", "omen", "ramen", "regimen", "specimen", "stamen", "amen", "hymen"];

struct Tables {
    to_one: HashMap<&'static str, &'static str, FixedState>,
    to_many: HashMap<&'static str, &'static str, FixedState>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let (mut to_one, mut to_many) = (HashMap::default(), HashMap::default());
    for word in INVARIANT {
        to_one.insert(*word, *word);
        to_many.insert(*word, *word);
    }
    for (one, many) in IRREGULAR {
        to_one.insert(*many, *one);
        to_one.insert(*one, *one);
        to_many.insert(*one, *many);
    }
    for (many, one) in ALSO_READ {
        to_one.insert(*many, *one);
    }
    for word in ENDS_IN_S {
        to_one.insert(*word, *word);
    }
    Tables { to_one, to_many }
});

/// `Books` → `Book`. A word that is singular already stays as it is.
pub fn singular(name: &str) -> String {
    on_last_word(name, singular_of)
}

/// `Book` → `Books`. A word that is plural already stays as it is.
pub fn plural(name: &str) -> String {
    on_last_word(name, |word| plural_of(&singular_of(word)))
}

/// Whether the name's last word stands for many; invariant words (`data`) count as both.
pub fn is_plural(name: &str) -> bool {
    if is_plain(name) {
        return singular_of(name) != name || INVARIANT.contains(&name);
    }
    let last = &name[last_word_start(name)..];
    let word = last.to_lowercase();
    singular_of(&word) != word || INVARIANT.contains(&word.as_str())
}

fn singular_of(word: &str) -> String {
    if let Some(one) = TABLES.to_one.get(word) {
        return (*one).to_owned();
    }
    if let Some(one) = compound_singular(word) {
        return one;
    }
    let Some(without_s) = word.strip_suffix('s') else { return word.to_owned() };
    if without_s.len() < 2 || without_s.ends_with(['s', '\'']) {
        return word.to_owned();
    }
    if (word.ends_with("us") || word.ends_with("is")) && !PLURAL_US_IS.contains(&word) {
        return word.to_owned();
    }
    let Some(without_es) = without_s.strip_suffix('e') else { return without_s.to_owned() };
    let strips_es = if without_es.ends_with("ch") {
        !SINGULAR_CHE.contains(&without_s)
    } else if without_es.ends_with('o') {
        !SINGULAR_OE.contains(&without_s)
    } else if without_es.ends_with("us") {
        !SINGULAR_USE.contains(&without_s)
    } else if without_es.ends_with('s') {
        without_es.ends_with("ss") || SINGULAR_S_ES.contains(&without_es)
    } else {
        ["sh", "x", "zz", "tz"].iter().any(|ending| without_es.ends_with(ending))
    };
    if strips_es {
        return without_es.to_owned();
    }
    match without_es.strip_suffix('i') {
        Some(stem) if stem.len() > 1 && !SINGULAR_IE.contains(&without_s) => format!("{stem}y"),
        _ => without_s.to_owned(),
    }
}

/// Compounds written as one word: `salesmen`, `grandchildren`, `salespeople`, `dormice`.
fn compound_singular(word: &str) -> Option<String> {
    if SINGULAR_MEN.contains(&word) {
        return None;
    }
    for (many, one) in [("men", "man"), ("children", "child"), ("people", "person")] {
        if let Some(stem) = word.strip_suffix(many)
            && stem.len() > 1
        {
            return Some(format!("{stem}{one}"));
        }
    }
    None
}

fn plural_of(word: &str) -> String {
    if let Some(many) = TABLES.to_many.get(word) {
        return (*many).to_owned();
    }
    for (one, many) in [("child", "children"), ("person", "people")] {
        if let Some(stem) = word.strip_suffix(one)
            && stem.len() > 1
        {
            return format!("{stem}{many}");
        }
    }
    if is_compound_of_man(word) {
        return format!("{}en", &word[..word.len() - 2]);
    }
    if let Some(stem) = word.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
        && !stem.is_empty()
    {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|ending| word.ends_with(ending));
    if (hisses && !HARD_CH.contains(&word)) || PLURAL_OES.contains(&word) {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// `workman`, `fireman`; not `human`, `german`, `talisman`.
fn is_compound_of_man(word: &str) -> bool {
    const OTHERS: &[&str] =
        &["caiman", "german", "human", "norman", "ottoman", "roman", "shaman", "superhuman", "talisman"];
    word.len() > 4 && word.ends_with("man") && !OTHERS.contains(&word)
}

/// One word in small letters, as nearly all are: there is no last word to find, and no spelling to keep.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn on_last_word(name: &str, change: impl Fn(&str) -> String) -> String {
    if is_plain(name) {
        return change(name);
    }
    let at = last_word_start(name);
    let (head, last) = name.split_at(at);
    let changed = change(&last.to_lowercase());
    format!("{head}{}", spelled_like(last, &changed))
}

/// Where the last word begins: after a separator, or at the last capital of a mixed name.
fn last_word_start(name: &str) -> usize {
    let trimmed = name.trim_end();
    let after_separator = trimmed
        .rfind(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | '/'))
        .map_or(0, |at| at + trimmed[at..].chars().next().map_or(1, char::len_utf8));
    let word = &trimmed[after_separator..];
    let mut hump = 0;
    let mut before = 'A';
    for (at, c) in word.char_indices() {
        if c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit()) {
            hump = at;
        }
        before = c;
    }
    after_separator + hump
}

/// `CHILD` → `CHILDREN`, `Child` → `Children`, `ISBN` → `ISBNs`.
fn spelled_like(model: &str, word: &str) -> String {
    let letters = || model.chars().filter(|c| c.is_alphabetic());
    if model.chars().count() > 1 && letters().all(char::is_uppercase) {
        return match word.strip_prefix(&model.to_lowercase()) {
            Some("s") => format!("{model}s"),
            _ => word.to_uppercase(),
        };
    }
    if letters().filter(|c| c.is_uppercase()).count() > 1 {
        // An acronym with a plural s (`ISBNs`): what both spellings share is kept.
        let shared = model
            .char_indices()
            .zip(word.chars())
            .take_while(|((_, a), b)| a.to_lowercase().eq(b.to_lowercase()));
        let kept = shared.last().map_or(0, |((at, a), _)| at + a.len_utf8());
        let rest: String = word.chars().skip(model[..kept].chars().count()).collect();
        return format!("{}{rest}", &model[..kept]);
    }
    if model.starts_with(char::is_uppercase) {
        let mut chars = word.chars();
        return chars
            .next()
            .map(|first| first.to_uppercase().collect::<String>() + chars.as_str())
            .unwrap_or_default();
    }
    word.to_owned()
}
