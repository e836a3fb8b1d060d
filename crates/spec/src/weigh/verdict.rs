//! How much is to be said for each member.

use linear::{Choice, Feature, Picked, Tagged, feature};

use super::{
    Model,
    features::{self, digit},
    owner::{self, Before, Member, Names, tenth},
    text::Text,
};
use crate::english::{evidence::Fact, lexicon::lexicon};

/// What the first reading made of the words of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// Nothing.
    Free,
    /// Something else, or another's member.
    Read,
    /// A member of what stands in a list itself.
    Inner,
    /// Nothing, and it knows nothing of whoever has it either.
    Strange,
}

/// A member with its owner, and how likely it is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub member: Member,
    /// The owner's words in the singular, and where it is named last before the member.
    pub owner: String,
    pub named: Option<owner::Place>,
    /// The owner is people, by what they do.
    pub person: bool,
    /// The first reading says the same.
    pub read: bool,
    /// What the first reading took from them.
    pub words: Words,
    pub likely: f32,
    /// The first reading says nothing of whose it is, so it is whatever was spoken of; and how likely it is the owner's.
    pub carried: Option<f32>,
}

/// The labels of each sentence.
pub fn tagged(text: &Text<'_>, model: &Model) -> Vec<Tagged> {
    text.sentences.iter().map(|line| model.tagger.tag(&features::of_line(text, line))).collect()
}

/// All members that may be, each with the owner of the first reading, or with the likeliest one where that is another.
pub fn members(text: &Text<'_>, names: &Names, said: &[Said], model: &Model) -> Vec<Weighed> {
    let weigh = |said: &Said| {
        let likely = model.verdict.likely(&said.features);
        let thing = names.things.get(said.thing?)?;
        let before = |place: &&owner::Place| (place.line, place.from) < (said.member.line, said.member.from);
        let named = thing.places.iter().rfind(before).or(thing.places.first()).copied();
        let (member, read) = (said.member.clone(), said.read);
        // "We make a wumlip with a start": whatever it is, the start is its own.
        let stranger = text.sentences.get(member.line).zip(said.thing).is_some_and(|(line, n)| {
            owner::had_by(names, line, &member, n) == "unknown"
                && !names.named(member.line).iter().any(|(m, ..)| *m == n)
        });
        let inner = || {
            let read = text.sentences.get(member.line).and_then(|line| line.read_as.get(member.from));
            read == Some(&"has-inner")
        };
        let words = match () {
            () if stranger => Words::Strange,
            () if text.free(&member) => Words::Free,
            () if inner() => Words::Inner,
            () => Words::Read,
        };
        let head = thing.key.rsplit(' ').next().unwrap_or_default();
        let person = thing.places.iter().any(|place| text.person(place)) || lexicon().roles.contains(head);
        let carried = said.carried;
        Some(Weighed { member, owner: thing.key.clone(), named, person, read, words, likely, carried })
    };
    said.iter()
        .filter_map(|said| {
            weigh(said).or_else(|| {
                said.read.then(|| Weighed {
                    member: said.member.clone(),
                    owner: String::new(),
                    named: None,
                    person: false,
                    read: true,
                    words: Words::Read,
                    likely: model.verdict.likely(&said.features),
                    carried: None,
                })
            })
        })
        .collect()
}

/// A member with an owner that is said to have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub member: Member,
    /// `None`: the first reading gives it to whatever was spoken of, and no thing is likely.
    pub thing: Option<usize>,
    pub read: bool,
    /// Nobody but the ranking says whose it is: how sure that is.
    pub carried: Option<f32>,
    pub features: Vec<Feature>,
}

/// From it on an owner counts for members of the same name further on.
const SURE: f32 = 0.9;

/// What is said by either reading, with what speaks for it.
pub fn said(text: &Text<'_>, names: &Names, choice: &Choice) -> Vec<Said> {
    let mut all = Vec::new();
    let mut before = Before::default();
    for member in &names.members {
        let candidates = owner::candidates(text, names, member, &before);
        let picked = choice.pick(&candidates);
        let read = owner::read_owner(text, names, member);
        let best = picked.as_ref().map(|picked| picked.best);
        if member.read.is_some() {
            let thing = read.or(best);
            let ranked = picked.as_ref().and_then(|picked| picked.likely.get(picked.best).copied());
            all.push(Said {
                member: member.clone(),
                thing,
                read: true,
                carried: ranked.filter(|_| read.is_none()),
                features: speaks(text, names, member, (thing, true), picked.as_ref(), &before),
            });
        }
        if member.tagged && best.is_some() && (member.read.is_none() || read.is_some() && read != best) {
            all.push(Said {
                member: member.clone(),
                thing: best,
                read: false,
                carried: None,
                features: speaks(text, names, member, (best, false), picked.as_ref(), &before),
            });
        }
        if member.likely > 0.4 || member.read.is_some() && member.thing < 0.5 {
            let thing = if member.likely > 0.4 { best } else { read };
            if let Some(thing) = thing {
                let sure =
                    picked.as_ref().and_then(|picked| picked.likely.get(thing)).is_some_and(|p| *p > SURE);
                before.went(member, thing, sure);
            }
        }
    }
    all
}

fn speaks(
    text: &Text<'_>,
    names: &Names,
    member: &Member,
    (thing, read): (Option<usize>, bool),
    picked: Option<&Picked>,
    before: &Before,
) -> Vec<Feature> {
    let mut f = Vec::with_capacity(48);
    let Some(line) = text.sentences.get(member.line) else { return f };
    let toks = &line.sentence.toks;
    let owned = thing.and_then(|n| picked?.likely.get(n).copied()).unwrap_or(0.0);
    let best = thing.is_some() && thing == picked.map(|picked| picked.best);
    let known = thing.and_then(|n| names.things.get(n));
    let way = match (read, member.tagged, member.read.is_some()) {
        (true, true, _) => "both",
        (true, false, _) => "read",
        (false, _, true) => "moved",
        (false, _, false) => "tagged",
    };
    let carried = member.read.is_some() && owner::read_owner(text, names, member).is_none();
    let content = toks.iter().filter(|tok| tok.content).count().max(1);
    let unread = toks
        .iter()
        .zip(&line.read_as)
        .filter(|(tok, read)| tok.content && matches!(**read, "" | "unread"))
        .count();
    let fact = member.read.and_then(|(n, _)| line.sentence.facts.get(n));
    let (listed, framed) = match fact {
        Some(Fact::Has { items, from_frame, .. }) => (items.len(), *from_frame),
        _ => (0, false),
    };
    let key = member.name.as_str();
    let head = key.rsplit(' ').next().unwrap_or_default().to_owned();
    let is_thing =
        names.things.iter().any(|thing| thing.key == *key && (thing.known || thing.likely() > 0.5));
    let named_by_reading = |other: &Member| {
        other.read.is_some() && (other.line, other.from) != (member.line, member.from) && other.name == key
    };
    let twice = names.members.iter().any(named_by_reading);
    let overlapping = names
        .members
        .iter()
        .any(|other| (other.from, other.to) != (member.from, member.to) && other.overlaps(member));
    let mut put = |parts: &[&str]| f.push(feature(parts));
    let product = tenth(member.likely * owned);
    let either = tenth((member.likely + member.thing).min(1.0));
    put(&["any"]);
    put(&["way", way]);
    put(&["likely", tenth(member.likely)]);
    put(&["likely", way, tenth(member.likely)]);
    put(&["thing", way, tenth(member.thing)]);
    put(&["either", way, either]);
    put(&["owned", tenth(owned)]);
    put(&["owned", way, tenth(owned)]);
    put(&["product", product]);
    put(&["product", way, product]);
    put(&["product-carried", way, product, digit(usize::from(carried))]);
    put(&["best", way, digit(usize::from(best))]);
    let owner_likely = known.map_or(0.0, owner::Thing::likely);
    put(&["owner", way, tenth(owner_likely)]);
    let owner_sure = known.map_or(0.0, |thing| thing.sure);
    put(&["owner-sure", way, tenth(owner_sure)]);
    put(&["owner-sure", way, tenth(owner_sure), product]);
    put(&["owner-known", way, digit(usize::from(known.is_some_and(|thing| thing.known)))]);
    put(&["owner-named", digit(known.map_or(0, |thing| thing.places.len()).min(5))]);
    put(&["unread", way, tenth(unread as f32 / content as f32)]);
    put(&["read-as", way, line.read_as.get(member.from).copied().unwrap_or("")]);
    put(&["listed", way, digit(listed.min(6)), digit(usize::from(framed))]);
    put(&["words", way, digit((member.to - member.from).min(5))]);
    // "About a stay the office wants to know the arrival date": a word that nobody knows may be the one that has it.
    // No sentence of a person is longer, and one without an end must not cost its square for each member.
    let strangers = (member.from.saturating_sub(600)..member.from)
        .filter(|at| {
            toks.get(*at).is_some_and(|tok| tok.content)
                && matches!(line.read_as.get(*at).copied(), Some("" | "unread"))
                && !names.named(member.line).iter().any(|(_, from, to)| from <= at && at < to)
                && !names.members.iter().any(|m| m.line == member.line && m.from <= *at && *at < m.to)
        })
        .count();
    let here = thing.is_some_and(|thing| names.named(member.line).iter().any(|(n, ..)| *n == thing));
    put(&["strangers", way, digit(strangers.min(3)), digit(usize::from(here))]);
    put(&["strangers", way, digit(strangers.min(3)), digit(usize::from(here)), product]);
    let had = thing.map_or("nobody", |thing| owner::had_by(names, line, member, thing));
    put(&["had", way, had]);
    put(&["had", way, had, product]);
    put(&["told", way, digit(usize::from(member.told)), product]);
    put(&["told", way, digit(usize::from(member.told))]);
    put(&["head", &head]);
    put(&["name", key]);
    put(&["is-thing", way, digit(usize::from(is_thing))]);
    let itself = names.things.iter().find(|thing| thing.key == *key).map_or(0.0, |thing| thing.sure);
    put(&["is-sure", way, tenth(itself)]);
    let (again, elsewhere) = before.same(key, thing);
    put(&["again", way, digit(usize::from(again)), digit(usize::from(elsewhere)), product]);
    put(&["again", way, digit(usize::from(again)), digit(usize::from(elsewhere))]);
    put(&["twice", way, digit(usize::from(twice))]);
    put(&["overlapping", way, digit(usize::from(overlapping))]);
    put(&["things", digit(names.things.len().min(8))]);
    let lines = digit(text.sentences.len().min(40).div_ceil(5));
    put(&["lines", way, lines]);
    put(&["whole", way, digit(usize::from(unread == 0)), lines]);
    put(&["whole", way, digit(usize::from(unread == 0)), product]);
    put(&["places", way, product, digit(usize::from(twice)), digit(usize::from(is_thing))]);
    let lead = member.from.checked_sub(1).and_then(|n| line.ones.get(n)).map_or("<start>", String::as_str);
    put(&["lead", lead]);
    put(&["behind", line.ones.get(member.to).map_or("<end>", String::as_str)]);
    f
}
