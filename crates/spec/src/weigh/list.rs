//! What lists are filtered by, searched in and sorted by: each name of a member or of a thing that a key may point to,
//! with each thing whose list may be meant, looked at by where the two stand and by the words around them.

use std::collections::BTreeMap;

use linear::{Feature, Tagged, feature};

use super::{
    features::digit,
    label::{self, Name},
    owner::{Names, tenth},
    text::{Line, Text, key},
};
use crate::{
    assemble::{draft::Draft, finish},
    english::{
        evidence::{Fact, Item, Mod, Np},
        token::Tok,
    },
    types,
};

/// What is done by a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    Filter,
    Search,
    /// Sorted, the least first.
    Rising,
    /// Sorted, the most or the newest first.
    Falling,
    /// A list of its own below each record of the thing that is named: "readings of a sensor".
    Below,
}

impl Use {
    pub const ALL: [Self; 5] = [Self::Filter, Self::Search, Self::Rising, Self::Falling, Self::Below];

    pub fn is_order(self) -> bool {
        matches!(self, Self::Rising | Self::Falling)
    }

    /// Mixes the use into a feature, so that its words are hashed once for all of them.
    fn mixed(self, feature: Feature) -> Feature {
        let salt = match self {
            Self::Filter => 0x11,
            Self::Search => 0x22,
            Self::Rising => 0x33,
            Self::Falling => 0x44,
            Self::Below => 0x55,
        };
        (feature ^ salt).wrapping_mul(0x0100_0193)
    }
}

/// A parameter of a list that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub line: usize,
    /// Where the member or key is named.
    pub from: usize,
    pub to: usize,
    /// Its words in the singular.
    pub name: String,
    /// Whose list it is.
    pub thing: usize,
    pub usage: Use,
    /// The word right before that says what is done, if one does.
    pub cue: Option<usize>,
    pub features: Vec<Feature>,
}

/// Longer parts of a sentence than a person writes are not looked at as a whole.
const APART: usize = 40;
/// Names of members looked at in a line.
const MOST_NAMES: usize = 24;
/// Things whose list may be meant.
const MOST_THINGS: usize = 5;
/// Combinations in a text.
const MOST: usize = 1_600;
/// Words looked at on either side.
const AROUND: usize = 10;
/// Longer names are none.
const MOST_WORDS: usize = 4;

/// A name in a line by which rows may be chosen or put in order.
#[derive(Debug, Clone)]
struct Named {
    from: usize,
    to: usize,
    name: String,
    /// It is the name of a thing.
    thing: Option<usize>,
    /// How it was found: by the tagger, because it is a member elsewhere, as a thing.
    way: &'static str,
}

/// What is known of a name from the whole text.
#[derive(Debug, Clone, Default)]
struct Known {
    owners: Vec<usize>,
    /// Its values are told.
    choice: bool,
    /// Many things have one.
    times: usize,
}

/// Whether the first reading has it, or what goes against it.
pub fn is_read(draft: &Draft, entity: &str, name: &str, usage: Use) -> bool {
    if usage == Use::Below {
        let path = draft.resolve_key(name).map(|record| finish::below(&record, entity));
        return draft.operations.iter().any(|op| op.method.as_deref() == Some("GET") && op.path == path);
    }
    let Some(listing) = draft.listings.get(entity) else { return false };
    let is = |other: &String| other.trim_start_matches('-') == name;
    let range = |other: &String| other.strip_suffix("_from").or(other.strip_suffix("_to")) == Some(name);
    match usage {
        Use::Filter => listing.filters.iter().any(|other| is(other) || range(other)),
        Use::Search => listing.search.iter().any(is),
        Use::Rising | Use::Falling => listing.sort.iter().any(is),
        Use::Below => false,
    }
}

/// All parameters of lists that may be meant.
pub fn candidates(text: &Text<'_>, tagged: &[Tagged], names: &Names) -> Vec<Parameter> {
    let known = known(text, names);
    let mut all = Vec::new();
    let mut spoken: Option<usize> = None;
    let mut topic: Option<usize> = None;
    let mut heading = String::new();
    for (n, (line, labels)) in text.sentences.iter().zip(tagged).enumerate() {
        let found = found(line, n, labels, names, &known);
        let mut start = 0;
        while start < line.ones.len() {
            let begins = line.begins.get(start);
            let end = line.begins.iter().skip(start).position(|other| Some(other) != begins);
            let end = end.map_or(line.ones.len(), |by| start + by);
            let here: Vec<&Named> = found
                .iter()
                .filter(|named| start <= named.from && named.to <= end)
                .take(MOST_NAMES)
                .collect();
            let part = Part {
                text,
                names,
                known: &known,
                line,
                n,
                start,
                end,
                found: &here,
                spoken,
                topic,
                heading: &heading,
            };
            for named in &here {
                part.read(named, &mut all);
            }
            let things = names.named(n).iter().filter(|(_, from, to)| start <= *from && *to <= end);
            spoken = things.clone().next_back().map(|(thing, ..)| *thing).or(spoken);
            start = end;
        }
        let said: Vec<&Tok> = line.sentence.toks.iter().filter(|tok| tok.word).collect();
        if let (1..=3, Some(last)) = (said.len(), said.last()) {
            heading.clone_from(&last.low);
            topic = names.named(n).first().map(|(thing, ..)| *thing);
        }
    }
    all
}

/// Whose the members are, as far as the first reading and the places of the names tell.
fn known(text: &Text<'_>, names: &Names) -> BTreeMap<String, Known> {
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    let place = |np: &Np| {
        let key = key(np);
        names.things.iter().position(|thing| thing.key == key)
    };
    let put = |all: &mut BTreeMap<String, Known>, name: &str, owner: Option<usize>, choice: bool| {
        let known = all.entry(name.to_owned()).or_default();
        known.times += 1;
        known.choice |= choice;
        if let Some(owner) = owner.filter(|owner| !known.owners.contains(owner)) {
            known.owners.push(owner);
        }
    };
    let mut last: Option<usize> = None;
    for (n, line) in text.sentences.iter().enumerate() {
        for fact in &line.sentence.facts {
            match fact {
                Fact::Has { subject, items, .. } => {
                    let owner = subject.as_ref().and_then(place).or(last);
                    let choice = |item: &Item| item.mods.iter().any(|said| matches!(said, Mod::Values(_)));
                    for item in items {
                        let here = names.named(n).iter().rfind(|(_, _, to)| *to <= item.np.name_toks.start);
                        let owner =
                            subject.as_ref().and_then(place).or(here.map(|(thing, ..)| *thing)).or(owner);
                        put(&mut all, &key(&item.np), owner, choice(item));
                        let thing = place(&item.np);
                        for member in &item.members {
                            put(&mut all, &key(&member.np), thing, choice(member));
                        }
                    }
                }
                Fact::Relation { from, to, .. } | Fact::Link { from, to, .. } => {
                    put(&mut all, &key(to), from.as_ref().and_then(place).or(last), false);
                }
                Fact::Flow { field, owner, .. } => {
                    let name = field.as_ref().map_or_else(|| "status".to_owned(), key);
                    put(&mut all, &name, owner.as_ref().and_then(place).or(last), true);
                }
                Fact::Transition { owner, .. } => put(&mut all, "status", place(owner), true),
                _ => {}
            }
        }
        for member in names.members.iter().filter(|member| member.line == n && member.read.is_none()) {
            let here = names.named(n).iter().rfind(|(_, _, to)| *to <= member.from);
            let known = all.entry(member.name.clone()).or_default();
            if known.times == 0 {
                known.owners.extend(here.map(|(thing, ..)| *thing).or(last));
            }
        }
        last = names.named(n).last().map(|(thing, ..)| *thing).or(last);
    }
    all.remove("");
    all
}

/// The names in a sentence by which rows may be chosen or put in order.
fn found(
    line: &Line<'_>,
    n: usize,
    labels: &Tagged,
    names: &Names,
    known: &BTreeMap<String, Known>,
) -> Vec<Named> {
    const STATES: &[&str] =
        &["status", "state", "stage", "date", "type", "kind", "category", "name", "title"];
    let mut found: Vec<Named> = Vec::new();
    let free = |found: &[Named], from: usize, to: usize| {
        found.iter().all(|named| to <= named.from || named.to <= from)
    };
    for mention in label::mentions(&labels.best).iter().filter(|mention| mention.name == Name::Member) {
        let (from, to) = (mention.from, mention.to);
        found.push(Named { from, to, name: line.key(from, to), thing: None, way: "tagged" });
    }
    for (thing, from, to) in names.named(n) {
        if free(&found, *from, *to) {
            let (from, to) = (*from, *to);
            found.push(Named { from, to, name: line.key(from, to), thing: Some(*thing), way: "thing" });
        }
    }
    for from in 0..line.ones.len() {
        if !line.sentence.toks.get(from).is_some_and(|tok| tok.word && tok.content) {
            continue;
        }
        for to in (from + 1..=(from + MOST_WORDS).min(line.ones.len())).rev() {
            let name = line.key(from, to);
            let is = known.contains_key(&name) || to == from + 1 && STATES.contains(&name.as_str());
            if is && free(&found, from, to) {
                found.push(Named { from, to, name, thing: None, way: "known" });
                break;
            }
        }
    }
    // What the first reading took for a definition is no use of it.
    found.retain(|named| {
        let read = line.read_as.get(named.from).copied().unwrap_or("");
        !matches!(read, "has-member" | "has-inner" | "stack" | "frame") && !named.name.is_empty()
    });
    found.sort_by_key(|named| (named.from, named.to));
    found
}

/// A line of the text.
struct Part<'a> {
    text: &'a Text<'a>,
    names: &'a Names,
    known: &'a BTreeMap<String, Known>,
    line: &'a Line<'a>,
    n: usize,
    start: usize,
    end: usize,
    found: &'a [&'a Named],
    /// The thing named last before the line, and the one of the last line of few words.
    spoken: Option<usize>,
    topic: Option<usize>,
    heading: &'a str,
}

impl Part<'_> {
    fn read(&self, named: &Named, all: &mut Vec<Parameter>) {
        let things = self.things(named);
        if things.is_empty() || all.len() >= MOST {
            return;
        }
        let around = self.around(named, things.len());
        let cue = self.cue(named);
        for (thing, place) in things {
            let mut base = around.clone();
            self.of_thing(named, thing, place, &mut base);
            let below = |usage: &Use| *usage != Use::Below || named.thing.is_some();
            for usage in Use::ALL.into_iter().filter(below) {
                if all.len() >= MOST {
                    return;
                }
                all.push(Parameter {
                    line: self.n,
                    from: named.from,
                    to: named.to,
                    name: named.name.clone(),
                    thing,
                    usage,
                    cue,
                    features: base.iter().map(|feature| usage.mixed(*feature)).collect(),
                });
            }
        }
    }

    /// The things whose list may be meant, each with its place where the line names it.
    fn things(&self, named: &Named) -> Vec<(usize, Option<(usize, usize)>)> {
        let mut here: Vec<(usize, usize, usize)> = self
            .names
            .named(self.n)
            .iter()
            .filter(|(thing, from, to)| {
                let inside = self.start <= *from && *to <= self.end;
                let apart = *to <= named.from || named.to <= *from;
                inside && apart && from.abs_diff(named.from) <= APART && named.thing != Some(*thing)
            })
            .copied()
            .collect();
        here.sort_by_key(|(_, from, _)| from.abs_diff(named.from));
        let mut all: Vec<(usize, Option<(usize, usize)>)> = Vec::new();
        for (thing, from, to) in here {
            if all.len() < 3 && !all.iter().any(|(other, _)| *other == thing) {
                all.push((thing, Some((from, to))));
            }
        }
        let owners = self.known.get(&named.name).map(|known| known.owners.as_slice()).unwrap_or_default();
        for thing in self.spoken.into_iter().chain(self.topic).chain(owners.iter().copied()) {
            if all.len() < MOST_THINGS
                && named.thing != Some(thing)
                && !all.iter().any(|(other, _)| *other == thing)
            {
                all.push((thing, None));
            }
        }
        all
    }

    fn word(&self, at: Option<usize>) -> &str {
        let at = at.filter(|at| self.start <= *at && *at < self.end);
        at.and_then(|at| self.line.ones.get(at)).map_or("<edge>", String::as_str)
    }

    /// Where the list of names begins and ends that the name is one of: "by genre, author and year".
    fn listed(&self, named: &Named) -> (usize, usize, usize) {
        let joins = |at: usize| {
            matches!(
                self.word(Some(at)),
                "," | "and" | "or" | "/" | "&" | "the" | "their" | "its" | "a" | "`" | "-" | "+"
            )
        };
        let (mut from, mut to, mut count) = (named.from, named.to, 1);
        for _ in 0..MOST_NAMES {
            let mut at = from;
            while at > self.start && joins(at - 1) && from - at < 3 {
                at -= 1;
            }
            let before = self.found.iter().find(|other| other.to == at && other.from < from && at < from);
            let Some(before) = before else { break };
            from = before.from;
            count += 1;
        }
        for _ in 0..MOST_NAMES {
            let mut at = to;
            while at < self.end && joins(at) && at - to < 3 {
                at += 1;
            }
            let behind = self.found.iter().find(|other| other.from == at && at > to);
            let Some(behind) = behind else { break };
            to = behind.to;
            count += 1;
        }
        // "by the genre"
        while from > self.start
            && matches!(self.word(Some(from - 1)), "the" | "their" | "its" | "a" | "an" | "`")
        {
            from -= 1;
        }
        (from, to, count)
    }

    /// The word of the line that says what is done: "sort" of "sort them by year".
    fn cue(&self, named: &Named) -> Option<usize> {
        const NEAR: usize = 4;
        let (from, ..) = self.listed(named);
        let toks = &self.line.sentence.toks;
        let near = (self.start.max(from.saturating_sub(NEAR))..from).rev();
        let mut near = near.take_while(|at| toks.get(*at).is_some_and(|tok| tok.word));
        near.find(|at| toks.get(*at).is_some_and(|tok| tok.content))
            .filter(|at| from == named.from && !self.is_name(*at))
    }

    fn is_name(&self, at: usize) -> bool {
        self.found.iter().any(|other| other.from <= at && at < other.to)
    }

    /// The words around the name, whatever the list.
    fn around(&self, named: &Named, things: usize) -> Vec<Feature> {
        let toks = &self.line.sentence.toks;
        let (from, to, count) = self.listed(named);
        let name = named.name.as_str();
        let head = name.rsplit(' ').next().unwrap_or_default();
        let known = self.known.get(name);
        let kind = match types::infer(&name.replace(' ', "_")).field.ql_type {
            _ if named.thing.is_some() => "key",
            _ if known.is_some_and(|known| known.choice) => "choice",
            domain::spec::FieldType::Date | domain::spec::FieldType::DateTime => "moment",
            domain::spec::FieldType::Integer
            | domain::spec::FieldType::Decimal
            | domain::spec::FieldType::Float => "number",
            domain::spec::FieldType::Boolean => "flag",
            domain::spec::FieldType::Text => "text",
            _ => "string",
        };
        let read = self.line.read_as.get(named.from).copied().unwrap_or("");
        let mut f = Vec::with_capacity(96);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        put(&["any"]);
        put(&["way", named.way]);
        put(&["kind", kind]);
        put(&["name", name]);
        put(&["head", head]);
        put(&["read", read]);
        put(&["read", read, kind]);
        put(&["count", digit(count.min(5))]);
        put(&["things", digit(things)]);
        put(&["times", digit(known.map_or(0, |known| known.times).min(4)), kind]);
        put(&["heading", self.heading]);
        put(&["heading", self.heading, kind]);
        let (l1, l2, l3) =
            (self.word(from.checked_sub(1)), self.word(from.checked_sub(2)), self.word(from.checked_sub(3)));
        let (r1, r2, r3) = (self.word(Some(to)), self.word(Some(to + 1)), self.word(Some(to + 2)));
        put(&["l1", l1]);
        put(&["l1", l1, kind]);
        put(&["l1", l1, head]);
        put(&["l2", l2]);
        put(&["l12", l2, l1]);
        put(&["l12", l2, l1, kind]);
        put(&["l123", l3, l2, l1]);
        put(&["r1", r1]);
        put(&["r1", r1, kind]);
        put(&["r2", r2]);
        put(&["r12", r1, r2]);
        put(&["r12", r1, r2, kind]);
        put(&["r123", r1, r2, r3]);
        put(&["l1r1", l1, r1]);
        put(&["l1r1", l1, r1, kind]);
        // Right beside, within the list of names.
        put(&["next", self.word(named.from.checked_sub(1)), self.word(Some(named.to))]);
        put(&["next-left", self.word(named.from.checked_sub(1)), kind]);
        put(&["next-right", self.word(Some(named.to)), kind]);
        put(&["next-right2", self.word(Some(named.to)), self.word(Some(named.to + 1))]);
        let cue = |at: &usize| toks.get(*at).is_some_and(|tok| tok.word) && !self.is_name(*at);
        let left: Vec<usize> =
            (self.start.max(from.saturating_sub(APART))..from).rev().filter(cue).take(AROUND).collect();
        let right: Vec<usize> = (to..self.end.min(to + APART)).filter(cue).take(AROUND).collect();
        let content = |at: &&usize| toks.get(**at).is_some_and(|tok| tok.content);
        let mut cues = left.iter().filter(content).map(|at| self.word(Some(*at)));
        let (c1, c2) = (cues.next().unwrap_or("<none>"), cues.next().unwrap_or("<none>"));
        put(&["cue", c1]);
        put(&["cue", c1, kind]);
        put(&["cue", c1, l1]);
        put(&["cue", c1, l1, kind]);
        put(&["cue", c1, r1, kind]);
        put(&["cues", c2, c1]);
        put(&["cues", c2, c1, kind]);
        let mut cues = right.iter().filter(content).map(|at| self.word(Some(*at)));
        let (d1, d2) = (cues.next().unwrap_or("<none>"), cues.next().unwrap_or("<none>"));
        put(&["cue-behind", d1]);
        put(&["cue-behind", d1, kind]);
        put(&["cues-behind", d1, d2]);
        put(&["cue-both", c1, d1]);
        // Behind a mark another thing is said.
        let marked = |range: std::ops::Range<usize>| {
            let toks = toks.get(range).unwrap_or_default();
            toks.iter().any(|tok| matches!(tok.low.as_str(), ";" | "." | ":" | "(" | ")" | "–" | "—" | "-"))
        };
        let flag = |yes: bool| digit(usize::from(yes));
        for at in &left {
            let apart = marked(*at..from);
            put(&["left", self.word(Some(*at)), flag(apart)]);
            if toks.get(*at).is_some_and(|tok| tok.content) {
                put(&["left", self.word(Some(*at)), flag(apart), kind]);
            }
        }
        for at in &right {
            let apart = marked(to..*at);
            put(&["right", self.word(Some(*at)), flag(apart)]);
        }
        put(&["first", self.word(Some(self.start)), kind]);
        put(&["first2", self.word(Some(self.start)), self.word(Some(self.start + 1))]);
        put(&["length", digit((self.end - self.start).div_ceil(6)), kind]);
        put(&["short", flag(left.is_empty()), flag(right.is_empty()), kind]);
        put(&["lines", digit(self.text.sentences.len().div_ceil(5))]);
        f
    }

    fn of_thing(&self, named: &Named, thing: usize, place: Option<(usize, usize)>, f: &mut Vec<Feature>) {
        let mut put = |parts: &[&str]| f.push(feature(parts));
        let flag = |yes: bool| digit(usize::from(yes));
        let toks = &self.line.sentence.toks;
        let owners = self.known.get(&named.name).map(|known| known.owners.as_slice()).unwrap_or_default();
        let owner = match owners {
            [] => "unknown",
            [only] if *only == thing => "only",
            owners if owners.contains(&thing) => "one",
            _ => "other",
        };
        let stands = match place {
            Some((_, to)) if to <= named.from => "before",
            Some(_) => "behind",
            None if self.spoken == Some(thing) => "spoken",
            None if self.topic == Some(thing) => "topic",
            None => "owner",
        };
        let known = self.names.things.get(thing);
        let sure = tenth(known.map_or(0.0, |known| known.sure));
        let (from, to, _) = self.listed(named);
        let gap = match place {
            Some((_, end)) if end <= named.from => end..from.max(end),
            Some((begin, _)) => to.min(begin)..begin,
            None => 0..0,
        };
        let things = self.names.named(self.n);
        let between =
            things.iter().filter(|(other, at, _)| *other != thing && gap.contains(at)).count().min(3);
        let others = things
            .iter()
            .filter(|(other, at, end)| {
                *other != thing && self.start <= *at && *end <= self.end && named.thing != Some(*other)
            })
            .count()
            .min(3);
        let first = self.word(Some(gap.start)).to_owned();
        let last = self.word(gap.end.checked_sub(1)).to_owned();
        let lead = self.word(place.and_then(|(from, _)| from.checked_sub(1))).to_owned();
        let lead2 = self.word(place.and_then(|(from, _)| from.checked_sub(2))).to_owned();
        let behind = self.word(place.map(|(_, to)| to)).to_owned();
        let many = place
            .and_then(|(_, to)| toks.get(to.checked_sub(1)?))
            .is_some_and(|tok| crate::words::is_plural(&tok.low));
        let left = self.word(from.checked_sub(1)).to_owned();
        let kind = if named.thing.is_some() { "key" } else { named.way };
        put(&["stands", stands]);
        put(&["stands", stands, owner]);
        put(&["stands", stands, owner, kind]);
        put(&["stands", stands, owner, digit(others)]);
        put(&["stands", stands, owner, sure]);
        put(&["stands-left", stands, owner, &left]);
        put(&["owner", owner, kind]);
        put(&["sure", sure]);
        put(&["known", flag(known.is_some_and(|known| known.known)), stands]);
        put(&["between", stands, digit(between), owner]);
        put(&["gap", stands, digit(gap.len().div_ceil(2))]);
        put(&["gap-first", stands, &first]);
        put(&["gap-last", stands, &last]);
        put(&["gap-ends", stands, &first, &last]);
        put(&["lead", stands, &lead]);
        put(&["lead", stands, &lead2, &lead]);
        put(&["lead-left", stands, &lead, &left]);
        put(&["behind", stands, &behind]);
        put(&["many", stands, flag(many), owner]);
        put(&["many-left", stands, flag(many), &left]);
        put(&["itself", flag(named.thing.is_some()), stands, flag(many), &left]);
        put(&["two", digit(self.names.things.len().min(8)), stands]);
    }
}
