//! Which language a text is written in, by its small words.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::FixedState;

const LANGUAGES: &[(&str, &str, &str)] = &[
    (
        "de",
        "German",
        "der die das und ist ein eine einen einem für mit von zu den dem nicht auf sich auch es an als wie bei oder wir ich haben hat werden wird soll sollen kann können jede jeder jedes mir bitte erstelle eines aus zur zum einer ihre seine sowie nur",
    ),
    (
        "es",
        "Spanish",
        "el la los las un una unos unas y de que es en para con por se su del al lo como más pero sus le ya o este sí porque cada tiene debe quiero necesito crear puede pueden solo sólo",
    ),
    (
        "fr",
        "French",
        "le la les un une des et de que est en pour avec par se sa du au ce qui dans sur plus pas son ses il elle nous vous je chaque doit veux créer peut peuvent avoir être ou aux cette seuls",
    ),
    (
        "it",
        "Italian",
        "il lo la gli le un una e di che è in per con da si del della dei al come più ma ogni deve voglio creare può possono ha hanno anche solo degli nel nella",
    ),
    (
        "pt",
        "Portuguese",
        "o a os as um uma e de que é em para com por se do da dos das ao no na como mais mas cada deve quero criar pode podem tem não também só",
    ),
    (
        "nl",
        "Dutch",
        "de het een en van ik te dat die in is op met voor niet zijn aan er ook als bij of wij elk elke moet kan kunnen heeft hebben wil maak alleen naar",
    ),
    (
        "pl",
        "Polish",
        "i w z na do jest nie się to że dla każdy każda ma może powinien które który oraz lub przez po od stwórz tylko",
    ),
];

const ENGLISH: &str = "the a an of and with for to in is are each has have can be must should that which it by on or only may i we need build create from as at not name title date price unique required optional default status api email number list type user users one at";

/// Small words of other languages that English has as well: "metres per second" is no Italian.
const SHARED: &str = "per in a as no me an die do de plus on par con come is also i o or se du pour more";

const IN_ENGLISH: u16 = 1 << 14;
const IN_SHARED: u16 = 1 << 15;

/// In which lists each small word stands: a bit for each language in their order, [`IN_ENGLISH`] and [`IN_SHARED`].
static LISTS: LazyLock<HashMap<&'static str, u16, FixedState>> = LazyLock::new(|| {
    let mut lists = HashMap::default();
    let own = LANGUAGES.iter().enumerate().map(|(n, (.., list))| (*list, 1 << n));
    for (list, bit) in own.chain([(ENGLISH, IN_ENGLISH), (SHARED, IN_SHARED)]) {
        for word in list.split(' ') {
            *lists.entry(word).or_default() |= bit;
        }
    }
    lists
});

/// From how many words it is told.
const GUESSED_WORDS: usize = 5_000;

/// The language of a whole text: see [`foreign`].
pub fn of(text: &str) -> Option<(&'static str, &'static str)> {
    let words: Vec<String> =
        crate::words::tokens(text).iter().take(GUESSED_WORDS).map(|word| word.text.to_lowercase()).collect();
    foreign(words.iter().map(String::as_str))
}

/// `None` is English, or too little to tell; else code and name. `words` are in small letters.
pub fn foreign<'a>(words: impl Iterator<Item = &'a str>) -> Option<(&'static str, &'static str)> {
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        return None;
    }
    let letters = words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphabetic()).count();
    let latin = words
        .iter()
        .flat_map(|word| word.chars())
        .filter(|c| c.is_alphabetic() && (*c as u32) < 0x250)
        .count();
    if letters >= 4 && latin * 2 < letters {
        return Some(("und", "another language"));
    }
    let lists: Vec<u16> = words.iter().map(|word| LISTS.get(word).copied().unwrap_or_default()).collect();
    let count = |bit: u16| lists.iter().filter(|of| **of & bit != 0).count();
    let english = count(IN_ENGLISH);
    let best = LANGUAGES
        .iter()
        .enumerate()
        .map(|(n, (code, name, _))| (count(1 << n), *code, *name))
        .max_by_key(|(hits, code, _)| (*hits, std::cmp::Reverse(*code)))?;
    let accents = words
        .iter()
        .filter(|word| {
            word.chars().any(|c| {
                matches!(
                    c,
                    'ä' | 'ö'
                        | 'ü'
                        | 'ß'
                        | 'é'
                        | 'è'
                        | 'ê'
                        | 'ñ'
                        | 'ç'
                        | 'à'
                        | 'ó'
                        | 'í'
                        | 'á'
                        | 'ã'
                        | 'õ'
                        | 'ł'
                        | 'ż'
                        | 'ę'
                        | 'ą'
                )
            })
        })
        .count();
    let (hits, code, name) = best;
    let bit = LANGUAGES.iter().position(|(known, ..)| *known == code).map_or(0, |n| 1 << n);
    let own = lists.iter().any(|of| of & bit != 0 && of & IN_SHARED == 0);
    let telling = own && hits >= 2 && hits > english * 3 / 2
        || hits >= 1 && accents >= 1 && english == 0 && hits + accents >= 2;
    telling.then_some((code, name))
}
