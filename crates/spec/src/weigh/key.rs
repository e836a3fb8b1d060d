//! Which thing has a key to which: two things that stand in one line, or one of which was spoken of before, looked at by
//! all places where both stand, by their names, and by what ties them already.

use std::collections::BTreeMap;

use domain::spec::{Relation, RelationKind};
use linear::{Choice, Feature, Tagged, feature};

use super::{
    features::{digit, has},
    label::Name,
    owner::{self, Before, Last, Member, Names, tenth},
    text::Text,
    verdict::Said,
};
use crate::{
    english::{lexicon::lexicon, token::Tok},
    words,
};

/// A thing that may have a key to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Each in the singular, as [`owner::Thing::key`].
    pub holder: String,
    pub target: String,
    /// Where both stand, or the second where the first was spoken of: line, from and to.
    pub place: (usize, usize, usize),
    /// What the text says, without what ties the two already.
    pub features: Vec<Feature>,
}

/// From it on a noun that the first reading does not have may be a thing.
const MAY_BE: f32 = 0.4;
/// More things than a text of a page has.
const MOST_THINGS: usize = 24;
/// Of a line, and of a thing whose owner is looked for.
const MOST_PLACES: usize = 24;
const MOST_OWNED: usize = 60;
/// A thing says something of so many that stand behind it in its line.
const MOST_NEXT: usize = 6;
/// Words of a line further apart than this say nothing of each other.
const APART: usize = 60;
/// Places of two things that are looked at.
const MOST_SEEN: usize = 5;
/// Lines behind which what was spoken of is forgotten.
const FORGOTTEN: usize = 3;

/// Where a thing stands: the thing, from and to.
type Stand = (usize, usize, usize);

/// How two things stand to each other in some line.
#[derive(Debug, Clone, Copy)]
struct Seen {
    line: usize,
    /// Where the holder stands, and the target.
    holder: Option<(usize, usize)>,
    target: Option<(usize, usize)>,
    /// Lines between, where one of them was spoken of before.
    by: usize,
    /// It stood above as a heading.
    heading: bool,
}

/// All pairs that stand together somewhere, each with what the text says of it.
pub fn candidates(
    text: &Text<'_>,
    tagged: &[Tagged],
    names: &Names,
    choice: &Choice,
    said: &[Said],
) -> Vec<Pair> {
    let things = things(names);
    let kept = things.iter().filter(|thing| thing.is_some()).count();
    let places = stands(names, &things, text.sentences.len());
    let owned = owned(text, names, choice, said, &places);
    let seen = seen(text, &places);
    let view = View { text, tagged, names, places: &places, owned: &owned, kept };
    let mut pairs = Vec::with_capacity(seen.len());
    for ((holder, target), all) in &seen {
        let (Some(a), Some(b), Some(first)) =
            (names.things.get(*holder), names.things.get(*target), all.first())
        else {
            continue;
        };
        let mut features = Vec::with_capacity(120);
        view.whole((*holder, *target), all, &mut features);
        for seen in all {
            view.place((*holder, *target), seen, &mut features);
        }
        features.sort_unstable();
        features.dedup();
        let (from, to) = view.told(first);
        pairs.push(Pair {
            holder: a.key.clone(),
            target: b.key.clone(),
            place: (first.line, from, to),
            features,
        });
    }
    pairs
}

/// For each name the thing that it means: itself, or the one that is called so for short. "The note" is the handover
/// note, where nothing else is a note.
fn things(names: &Names) -> Vec<Option<usize>> {
    let sure = |n: usize| names.things.get(n).is_some_and(|thing| thing.known || thing.sure > MAY_BE);
    let mut left = MOST_THINGS;
    let is: Vec<bool> = (0..names.things.len())
        .map(|n| {
            let taken = left > 0 && sure(n);
            left -= usize::from(taken);
            taken
        })
        .collect();
    let longer = |key: &str| {
        let mut found = names.things.iter().enumerate().filter(|(n, thing)| {
            is.get(*n) == Some(&true) && thing.key.strip_suffix(key).is_some_and(|lead| lead.ends_with(' '))
        });
        let (n, _) = found.next()?;
        found.next().is_none().then_some(n)
    };
    let one = |(n, thing): (usize, &owner::Thing)| {
        if is.get(n) == Some(&true) { Some(n) } else { longer(&thing.key) }
    };
    names.things.iter().enumerate().map(one).collect()
}

/// The things of each line, in their order.
fn stands(names: &Names, things: &[Option<usize>], lines: usize) -> Vec<Vec<Stand>> {
    let of = |line: usize| {
        let all = names
            .named(line)
            .iter()
            .filter_map(|(n, from, to)| Some((things.get(*n).copied().flatten()?, *from, *to)));
        all.take(MOST_PLACES).collect()
    };
    (0..lines).map(of).collect()
}

/// Whose each thing is where it stands, if it were a member: by line and word, how likely each of the things.
type Owned = BTreeMap<(usize, usize), Vec<f32>>;

fn owned(text: &Text<'_>, names: &Names, choice: &Choice, said: &[Said], places: &[Vec<Stand>]) -> Owned {
    let mut owned = Owned::new();
    let mut told = said.iter().filter(|said| said.member.likely > 0.4 && said.thing.is_some()).peekable();
    let mut last: Option<Last> = None;
    let all = places.iter().enumerate().flat_map(|(line, here)| here.iter().map(move |stand| (line, *stand)));
    for (line, (thing, from, to)) in all.take(MOST_OWNED) {
        while let Some(said) = told.next_if(|said| (said.member.line, said.member.from) < (line, from)) {
            if let Some(thing) = said.thing {
                last = Some(Last { thing, line: said.member.line, to: said.member.to });
            }
        }
        let Some(name) = names.things.get(thing).map(|thing| thing.key.clone()) else { continue };
        let read =
            names.members.iter().find(|member| member.line == line && (member.from, member.to) == (from, to));
        let member = read.cloned().unwrap_or(Member {
            name,
            line,
            from,
            to,
            likely: 0.5,
            thing: 0.5,
            tagged: true,
            read: None,
            told: false,
        });
        let before = Before { last, named: Vec::new() };
        let picked = choice.pick(&owner::candidates(text, names, &member, &before));
        owned.insert((line, from), picked.map(|picked| picked.likely).unwrap_or_default());
    }
    owned
}

/// The places where two things stand together, or one behind what was spoken of, the nearest of each line.
fn seen(text: &Text<'_>, places: &[Vec<Stand>]) -> BTreeMap<(usize, usize), Vec<Seen>> {
    let mut all: BTreeMap<(usize, usize), Vec<Seen>> = BTreeMap::new();
    let mut put = |pair: (usize, usize), seen: Seen| {
        let found = all.entry(pair).or_default();
        let room = found.len() < MOST_SEEN;
        match found.iter_mut().find(|old| old.line == seen.line) {
            Some(old) if seen.gap() < old.gap() => *old = seen,
            Some(_) => {}
            None if room => found.push(seen),
            None => {}
        }
    };
    let mut spoken: Option<(usize, usize)> = None;
    let mut heading: Option<(usize, usize)> = None;
    for (line, here) in places.iter().enumerate() {
        for (n, (one, from, to)) in here.iter().enumerate() {
            for (other, later, end) in here.iter().skip(n + 1).take(MOST_NEXT) {
                if one == other || later < to || later - to > APART {
                    continue;
                }
                let (first, second) = (Some((*from, *to)), Some((*later, *end)));
                put((*one, *other), Seen { line, holder: first, target: second, by: 0, heading: false });
                put((*other, *one), Seen { line, holder: second, target: first, by: 0, heading: false });
            }
        }
        for (before, is_heading) in [(spoken, false), (heading, true)] {
            let Some((one, at)) = before.filter(|(one, at)| {
                line - at <= if is_heading { 2 * FORGOTTEN } else { FORGOTTEN }
                    && here.iter().all(|(other, ..)| other != one)
            }) else {
                continue;
            };
            for (other, from, to) in here.iter().take(MOST_NEXT) {
                let (this, by) = (Some((*from, *to)), line - at);
                put((one, *other), Seen { line, holder: None, target: this, by, heading: is_heading });
                put((*other, one), Seen { line, holder: this, target: None, by, heading: is_heading });
            }
        }
        let words = text
            .sentences
            .get(line)
            .map_or(0, |line| line.sentence.toks.iter().filter(|tok| tok.word).count());
        if let Some((first, ..)) = here.first() {
            spoken = Some((*first, line));
            if words <= 4 {
                heading = Some((*first, line));
            }
        }
    }
    all
}

impl Seen {
    fn gap(&self) -> usize {
        match (self.holder, self.target) {
            (Some(a), Some(b)) => a.0.max(b.0).saturating_sub(a.1.min(b.1)),
            _ => 1_000 * (1 + self.by),
        }
    }
}

struct View<'a> {
    text: &'a Text<'a>,
    tagged: &'a [Tagged],
    names: &'a Names,
    places: &'a [Vec<Stand>],
    owned: &'a Owned,
    /// How many things there are.
    kept: usize,
}

impl View<'_> {
    /// The words that tell the pair: both names with what stands between, where that is no more than a verb, else the
    /// one of the two that is a member of the other.
    fn told(&self, seen: &Seen) -> (usize, usize) {
        let one = seen.target.or(seen.holder).unwrap_or((0, 0));
        let (Some(a), Some(b)) = (seen.holder, seen.target) else { return one };
        let (start, end) = (a.0.min(b.0), a.1.max(b.1));
        let gap = a.1.min(b.1)..a.0.max(b.0);
        let toks = self.text.sentences.get(seen.line).and_then(|line| line.sentence.toks.get(gap.clone()));
        let toks = toks.unwrap_or_default();
        let named = self.tagged.get(seen.line).and_then(|tagged| tagged.best.get(gap)).unwrap_or_default();
        let close = toks.len() <= 5 && toks.iter().filter(|tok| tok.content).count() <= 1;
        if close && named.iter().all(|label| *label == 0) { (start, end) } else { one }
    }

    /// What the names of the two say, and all their places together.
    fn whole(&self, (holder, target): (usize, usize), all: &[Seen], f: &mut Vec<Feature>) {
        let (Some(a), Some(b)) = (self.names.things.get(holder), self.names.things.get(target)) else {
            return;
        };
        let mut put = |parts: &[&str]| f.push(feature(parts));
        let flag = |yes: bool| digit(usize::from(yes));
        let head = |key: &str| key.rsplit(' ').next().unwrap_or_default().to_owned();
        let (one, other) = (head(&a.key), head(&b.key));
        put(&["any"]);
        put(&["holder", &one]);
        put(&["target", &other]);
        put(&["holder-words", digit(a.key.split(' ').count().min(3))]);
        put(&["target-words", digit(b.key.split(' ').count().min(3))]);
        let tail = |word: &str, len: usize| {
            let at = word.char_indices().rev().nth(len - 1).map_or(0, |(at, _)| at);
            word.get(at..).unwrap_or_default().to_owned()
        };
        put(&["holder-end", &tail(&one, 3)]);
        put(&["target-end", &tail(&other, 3)]);
        let starts =
            |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '));
        let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '));
        let shares = a.key.split(' ').any(|word| b.key.split(' ').any(|other| word == other));
        let names = match () {
            () if starts(&a.key, &b.key) => "holder-begins",
            () if ends(&a.key, &b.key) => "holder-ends",
            () if starts(&b.key, &a.key) => "target-begins",
            () if ends(&b.key, &a.key) => "target-ends",
            () if shares => "share",
            () => "apart",
        };
        put(&["names", names]);
        put(&["sure", tenth(a.sure), "holder"]);
        put(&["sure", tenth(b.sure), "target"]);
        put(&["sures", tenth(a.sure * b.sure)]);
        put(&["known", flag(a.known), flag(b.known)]);
        let person = |thing: &owner::Thing| thing.places.iter().any(|place| self.text.person(place));
        put(&["person", flag(person(a)), flag(person(b))]);
        let deed = lexicon().verb(&one).is_some();
        put(&["deed", flag(deed), flag(lexicon().verb(&other).is_some())]);
        put(&["things", digit(self.kept)]);
        put(&["seen", digit(all.len())]);
        put(&["seen-things", digit(all.len()), digit(self.kept.div_ceil(2))]);
        let together = all.iter().filter(|seen| seen.holder.is_some() && seen.target.is_some()).count();
        put(&["together", digit(together), digit(all.len())]);
        let first = |thing: &owner::Thing| thing.places.first().map(|place| (place.line, place.from));
        put(&["first", flag(first(a) < first(b))]);
        let most = |thing: &owner::Thing| digit(thing.places.len().min(6));
        put(&["named", most(a), most(b)]);
        // Whose the target is wherever it stands.
        let places =
            self.places.iter().enumerate().flat_map(|(line, here)| here.iter().map(move |s| (line, *s)));
        let (mut best, mut wins, mut back) = (0.0_f32, 0, 0.0_f32);
        for (line, (thing, from, _)) in places {
            let Some(likely) = self.owned.get(&(line, from)) else { continue };
            if thing == target {
                let mine = likely.get(holder).copied().unwrap_or(0.0);
                best = best.max(mine);
                wins += usize::from(likely.iter().all(|other| *other <= mine));
            } else if thing == holder {
                back = back.max(likely.get(target).copied().unwrap_or(0.0));
            }
        }
        put(&["owned", tenth(best)]);
        put(&["owned-back", tenth(best), tenth(back)]);
        put(&["owned-wins", digit(wins.min(3)), tenth(best)]);
        put(&["owned-names", tenth(best), names]);
        put(&["owned-holder", &one, digit(usize::from(best > 0.5))]);
        put(&["owned-target", &other, digit(usize::from(best > 0.5))]);
    }

    /// What a place says where the two stand together.
    fn place(&self, (holder, target): (usize, usize), seen: &Seen, f: &mut Vec<Feature>) {
        let Some(line) = self.text.sentences.get(seen.line) else { return };
        let toks = line.sentence.toks.as_slice();
        let here = self.places.get(seen.line).map(Vec::as_slice).unwrap_or_default();
        let order = match (seen.holder, seen.target) {
            (Some(a), Some(b)) if a.0 < b.0 => "ht",
            (Some(_), Some(_)) => "th",
            (Some(_), None) => "h",
            _ => "t",
        };
        let mut put = |parts: &[&str]| f.push(feature(parts));
        let flag = |yes: bool| digit(usize::from(yes));
        let word = |at: Option<usize>| at.and_then(|at| line.ones.get(at)).map_or("<edge>", String::as_str);
        let start = |at: usize| line.begins.get(at).copied().unwrap_or(0);
        let many = |at: (usize, usize)| {
            at.1.checked_sub(1).and_then(|n| toks.get(n)).is_some_and(|tok| words::is_plural(&tok.low))
        };
        let number = |at: Option<(usize, usize)>| match at {
            None => "none",
            Some(at) if many(at) => "many",
            Some(at) => match word(at.0.checked_sub(1)) {
                "a" | "an" | "one" | "exactly one" => "a",
                "each" | "every" | "per" => "each",
                "the" | "this" | "that" => "the",
                "it" | "their" | "his" | "her" => "its",
                _ => "one",
            },
        };
        let numbers = [number(seen.holder), number(seen.target)];
        put(&["numbers", order, numbers[0], numbers[1]]);
        for (who, at) in [("holder", seen.holder), ("target", seen.target)] {
            let Some((from, to)) = at else { continue };
            let (lead, next) = (word(from.checked_sub(1)), word(Some(to)));
            put(&["lead", who, order, lead]);
            put(&["next", who, order, next]);
            put(&["lead-next", who, order, lead, next]);
            put(&["lead2", who, order, word(from.checked_sub(2)), lead]);
            put(&["read-as", who, order, line.read_as.get(from).copied().unwrap_or("")]);
            let heads = toks.get(start(from)..from).unwrap_or_default();
            let heads = heads.len() <= 3 && heads.iter().all(|tok| !tok.word || !tok.content);
            put(&["heads", who, order, flag(heads), next]);
            put(&["rank", who, order, digit(here.iter().filter(|(_, f, _)| *f < from).count().min(4))]);
            let label = |at: Option<usize>| {
                let best = at.and_then(|at| self.tagged.get(seen.line)?.best.get(at).copied());
                digit(usize::from(best.unwrap_or_default()))
            };
            let told =
                |at: &usize| toks.get(*at).is_some_and(|tok| tok.content || tok.is(":") || tok.is("("));
            let before = (from.saturating_sub(6)..from).rev().find(told);
            let behind = (to..(to + 6).min(toks.len())).find(told);
            put(&["labels", who, order, label(before), label(behind)]);
        }
        let own = seen.target.and_then(|at| self.owned.get(&(seen.line, at.0)));
        if let Some(likely) = own {
            let mine = likely.get(holder).copied().unwrap_or(0.0);
            let best = likely.iter().all(|other| *other <= mine);
            put(&["own", order, tenth(mine)]);
            put(&["own-best", order, flag(best), numbers[0], numbers[1]]);
            put(&["own-numbers", order, tenth(mine), numbers[1]]);
        }
        if let Some(likely) = seen.holder.and_then(|at| self.owned.get(&(seen.line, at.0))) {
            let theirs = likely.get(target).copied().unwrap_or(0.0);
            put(&["own-back", order, tenth(theirs)]);
            put(&["own-back-numbers", order, tenth(theirs), numbers[0]]);
        }
        put(&["here", order, digit(here.len().min(5))]);
        put(&["by", order, digit(seen.by), flag(seen.heading)]);
        let (Some(a), Some(b)) = (seen.holder, seen.target) else {
            let at = seen.holder.or(seen.target).unwrap_or((0, 0));
            let begins = toks.get(start(at.0)..at.0).unwrap_or_default().iter().find(|tok| tok.word);
            let begins = begins.map_or("<itself>", |tok| tok.low.as_str());
            put(&["begins", order, begins]);
            put(&["begins-numbers", order, begins, numbers[0], numbers[1]]);
            let had = toks.get(..at.0).unwrap_or_default().iter().any(has);
            put(&["far-has", order, flag(had), flag(seen.heading), numbers[0], numbers[1]]);
            return;
        };
        let gap = if a.0 < b.0 { a.1..b.0 } else { b.1..a.0 };
        let between = toks.get(gap.clone()).unwrap_or_default();
        let same = start(a.0) == start(b.0);
        put(&["same-line", order, flag(same)]);
        put(&["gap", order, digit(between.len().div_ceil(3)), flag(same)]);
        let others = here.iter().filter(|(_, from, _)| gap.contains(from)).count();
        put(&["others", order, digit(others.min(4)), flag(same)]);
        if between.len() <= 4 {
            let words: Vec<&str> = between.iter().map(|tok| tok.low.as_str()).collect();
            put(&["words", order, &words.join(" ")]);
            put(&["words-numbers", order, &words.join(" "), numbers[0], numbers[1]]);
        }
        put(&["gap-first", order, word(gap.clone().next())]);
        put(&["gap-last", order, word(gap.clone().next_back())]);
        put(&["gap-ends", order, word(gap.clone().next()), word(gap.clone().next_back())]);
        let mut verbs = between.iter().filter(|tok| tok.word).filter_map(|tok| lexicon().verb(&tok.low));
        let verb = verbs.next().map_or("", |(verb, _)| verb);
        put(&["verb", order, verb]);
        put(&["verb-numbers", order, verb, numbers[0], numbers[1]]);
        put(&["verb-others", order, verb, digit(others.min(2))]);
        put(&["verbs", order, digit(verbs.count().min(3))]);
        let had = between.iter().any(has);
        put(&["has", order, flag(had), numbers[0], numbers[1]]);
        put(&["has-others", order, flag(had), digit(others.min(3)), numbers[1]]);
        let small = |tok: &&Tok| {
            matches!(
                tok.low.as_str(),
                "of" | "per"
                    | "for"
                    | "belongs"
                    | "belong"
                    | "in"
                    | "at"
                    | "on"
                    | "by"
                    | "to"
                    | "from"
                    | "under"
                    | "which"
                    | "who"
                    | "whose"
                    | "that"
                    | "where"
                    | "when"
            )
        };
        let way = between.iter().rev().find(small).map_or("", |tok| tok.low.as_str());
        put(&["way", order, way, numbers[0], numbers[1]]);
        put(&["way-others", order, way, digit(others.min(2))]);
        let mark = |marks: &[&str]| between.iter().any(|tok| marks.contains(&tok.low.as_str()));
        let marks = match () {
            () if mark(&[";", "."]) => "end",
            () if mark(&[":"]) => "colon",
            () if mark(&["("]) && !mark(&[")"]) => "open",
            () if mark(&[")"]) && !mark(&["("]) => "closed",
            () if mark(&["-", "–", "—", ">", "→"]) => "dash",
            () if mark(&[","]) => "comma",
            () if mark(&["and", "or", "&", "/"]) => "and",
            () => "none",
        };
        put(&["marks", order, marks, flag(same)]);
        put(&["marks-numbers", order, marks, numbers[0], numbers[1]]);
        put(&["marks-way", order, marks, way]);
        let members = self.tagged.get(seen.line).and_then(|tagged| tagged.best.get(gap.clone()));
        let members =
            members.unwrap_or_default().iter().filter(|label| **label == Name::Member.first()).count();
        put(&["members", order, digit(members.min(4)), marks]);
        put(&["members-has", order, digit(members.min(2)), flag(had), numbers[1]]);
        let first = here.first().is_some_and(|(n, ..)| *n == if order == "ht" { holder } else { target });
        put(&["leads", order, flag(first), digit(others.min(2)), marks]);
    }
}

/// What ties things already, each by its words in the singular.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties(Vec<(String, String, bool)>);

/// The words of an entity's name, each in the singular.
pub fn ones(name: &str) -> String {
    let parts = words::case::parts(name).unwrap_or_else(|| vec![name.to_lowercase()]);
    let ones: Vec<String> = parts.iter().map(|part| words::singular(&part.to_lowercase())).collect();
    ones.join(" ")
}

impl Ties {
    pub fn of(relations: &[Relation]) -> Self {
        let one = |r: &Relation| (ones(&r.from), ones(&r.to), r.kind == RelationKind::ManyToOne);
        Self(relations.iter().map(one).collect())
    }

    /// `forward`, `back`, `shared`, or `none`.
    pub fn way(&self, pair: &Pair) -> &'static str {
        let is = |from: &str, to: &str, keyed: bool| {
            self.0.iter().any(|(a, b, one)| a == from && b == to && (*one || !keyed))
        };
        match () {
            () if is(&pair.holder, &pair.target, true) => "forward",
            () if is(&pair.target, &pair.holder, true) => "back",
            () if self.joint(pair) => "shared",
            () if is(&pair.holder, &pair.target, false) || is(&pair.target, &pair.holder, false) => "shared",
            () => "none",
        }
    }

    /// Whether a third is called by both names: a recipe ingredient ties recipes and ingredients.
    fn joint(&self, pair: &Pair) -> bool {
        let called = |a: &str, b: &str| self.0.iter().any(|r| r.0 == format!("{a} {b}"));
        called(&pair.holder, &pair.target) || called(&pair.target, &pair.holder)
    }

    /// All that speaks for the pair: what the text says, beside what ties the two and others.
    pub fn features(&self, pair: &Pair) -> Vec<Feature> {
        let way = self.way(pair);
        let mut f = pair.features.clone();
        f.extend(pair.features.iter().map(|known| feature(&[way, &known.to_string()])));
        let mut put = |parts: &[&str]| f.push(feature(parts));
        let count = |of: &dyn Fn(&(String, String, bool)) -> bool| {
            digit(self.0.iter().filter(|r| of(r)).count().min(3))
        };
        let out = count(&|r| r.0 == pair.holder && r.1 != pair.target);
        let into = count(&|r| r.1 == pair.holder && r.0 != pair.target);
        let out_target = count(&|r| r.0 == pair.target && r.1 != pair.holder);
        let into_target = count(&|r| r.1 == pair.target && r.0 != pair.holder);
        put(&["way", way]);
        put(&["holder-ties", way, out, into]);
        put(&["target-ties", way, out_target, into_target]);
        put(&["ties", way, out, into, out_target, into_target]);
        let path = |from: &str, to: &str| {
            let mut steps = self.0.iter().filter(|r| r.0 == from && r.1 != to);
            steps.any(|step| self.0.iter().any(|r| r.0 == step.1 && r.1 == to))
        };
        let through = digit(usize::from(path(&pair.holder, &pair.target)));
        let back = digit(usize::from(path(&pair.target, &pair.holder)));
        put(&["through", way, through, back]);
        // "Each frame belongs to a hive and a colony": which of the two has the other, it does not say.
        let keyed = |from: &str, to: &str| self.0.iter().any(|r| r.0 == from && r.1 == to);
        let both = |r: &&(String, String, bool)| r.1 == pair.holder && keyed(&r.0, &pair.target);
        put(&["both", way, digit(self.0.iter().filter(both).count().min(2))]);
        f
    }
}
