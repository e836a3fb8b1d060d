//! Whose a member is: each thing that the text names is looked at as its owner, by where it stands and what stands between.

use linear::{Feature, feature};

use super::{
    features::{digit, has},
    label::{self, Mention, Name},
    text::{Line, Text, key},
};
use crate::{
    english::{
        evidence::Fact,
        token::{BULLET, LINE, Tok},
    },
    words,
};

/// Where a thing is named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub line: usize,
    pub from: usize,
    pub to: usize,
    /// How likely the words name a thing, 0 to 1.
    pub likely: f32,
}

/// A thing that members may be of.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Its words in the singular.
    pub key: String,
    /// In the order of the text.
    pub places: Vec<Place>,
    /// The first reading has it too.
    pub known: bool,
    /// How likely it is a thing by all that the text says of it: see [`super::thing`].
    pub sure: f32,
}

impl Thing {
    pub fn likely(&self) -> f32 {
        self.places.iter().map(|place| place.likely).fold(0.0, f32::max)
    }
}

/// A name that may be a member's.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// In the singular: as the first reading calls it, else its words.
    pub name: String,
    pub line: usize,
    pub from: usize,
    pub to: usize,
    /// How likely the words name a member, 0 to 1: the least of them.
    pub likely: f32,
    /// How likely they name a thing.
    pub thing: f32,
    /// The tagger has these very words as a member.
    pub tagged: bool,
    /// The first reading has them as a member: the fact of the sentence and the item of the fact.
    pub read: Option<(usize, usize)>,
    /// The first reading knows more of it than its words: a type, a bound, a name that is none of the words, a thing
    /// that it is a key to (`home team`). Nobody says so much of what is no member.
    pub told: bool,
}

impl Member {
    /// Whether the two have words in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.line == other.line && self.from < other.to && other.from < self.to
    }

    /// Whether it has all words of the other.
    pub fn holds(&self, other: &Self) -> bool {
        self.line == other.line && self.from <= other.from && other.to <= self.to
    }
}

/// What stands where: the names of things and what may be members, in the order of the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    pub things: Vec<Thing>,
    pub members: Vec<Member>,
    /// The things named in each sentence, in their order: which, from and to.
    named: Vec<Vec<(usize, usize, usize)>>,
}

/// From it on words that are likelier something else are a thing to choose from.
const MAY_BE: f32 = 0.15;

/// More things than a text of a page has.
const MOST_THINGS: usize = 60;

impl Names {
    /// From the labels of each sentence and how likely each is.
    pub fn of(text: &Text<'_>, tagged: &[linear::Tagged]) -> Self {
        let mut names = Self::default();
        let sum = |line: usize, at: usize, name: Name| {
            let row = tagged.get(line).and_then(|tagged| tagged.likely.get(at));
            row.map_or(0.0, |row| row[usize::from(name.first())] + row[usize::from(name.later())])
        };
        let least = |line: usize, from: usize, to: usize, name: Name| {
            (from..to).map(|at| sum(line, at, name)).fold(1.0, f32::min)
        };
        let mut taken: Vec<Vec<Mention>> = Vec::new();
        for (n, (line, labels)) in text.sentences.iter().zip(tagged).enumerate() {
            let found = label::mentions(&labels.best);
            for mention in found.iter().filter(|mention| mention.name == Name::Thing) {
                let (from, to) = (mention.from, mention.to);
                names.name(
                    line.key(from, to),
                    Place { line: n, from, to, likely: least(n, from, to, Name::Thing) },
                );
            }
            // What may be a thing is one to choose from, if nothing likelier is there.
            let toks = &line.sentence.toks;
            let free = |at: usize| found.iter().all(|mention| at < mention.from || mention.to <= at);
            let may_be = |at: usize| {
                toks.get(at).is_some_and(|tok| tok.content && !tok.is_number())
                    && free(at)
                    && sum(n, at, Name::Thing) > MAY_BE
            };
            let mut at = 0;
            while at < toks.len() {
                let to = (at..toks.len()).find(|n| !may_be(*n)).unwrap_or(toks.len());
                if to > at {
                    let likely = least(n, at, to, Name::Thing);
                    names.name(line.key(at, to), Place { line: n, from: at, to, likely });
                }
                at = to + 1;
            }
            taken.push(found);
        }
        for thing in &mut names.things {
            thing.places.sort_by_key(|place| (place.line, place.from));
        }
        for key in &text.things {
            match names.things.iter_mut().find(|thing| thing.key == *key) {
                Some(thing) => thing.known = true,
                None => names.find(text, &taken, key),
            }
        }
        // The set has no order of its own.
        names.things.sort_by(|a, b| {
            let at = |thing: &Thing| thing.places.first().map(|place| (place.line, place.from, place.to));
            at(a).cmp(&at(b)).then_with(|| a.key.cmp(&b.key))
        });
        names.things.truncate(MOST_THINGS);
        names.named = vec![Vec::new(); text.sentences.len()];
        for (n, thing) in names.things.iter().enumerate() {
            for place in &thing.places {
                if let Some(here) = names.named.get_mut(place.line) {
                    here.push((n, place.from, place.to));
                }
            }
        }
        names.named.iter_mut().for_each(|here| here.sort_unstable_by_key(|(n, from, to)| (*from, *to, *n)));
        for (n, line) in text.sentences.iter().enumerate() {
            let mut here: Vec<Member> = Vec::new();
            for (at, fact) in line.sentence.facts.iter().enumerate() {
                let Fact::Has { subject, items, .. } = fact else { continue };
                for (item_at, item) in items.iter().enumerate() {
                    let (from, to) = (item.np.name_toks.start, item.np.name_toks.end);
                    if from < to && item.members.is_empty() && to <= line.ones.len() {
                        here.push(Member {
                            name: key(&item.np),
                            line: n,
                            from,
                            to,
                            likely: least(n, from, to, Name::Member),
                            thing: least(n, from, to, Name::Thing),
                            tagged: false,
                            read: Some((at, item_at)),
                            told: !item.mods.is_empty()
                                || item.np.counts()
                                || subject.is_some() && text.things.contains(&key(&item.np))
                                || item.np.low.len() > 1
                                    && text.things.contains(&words::singular(item.np.last()))
                                || key(&item.np) != line.key(from, to),
                        });
                    }
                }
            }
            for mention in taken.get(n).into_iter().flatten().filter(|mention| mention.name == Name::Member) {
                let (from, to) = (mention.from, mention.to);
                match here.iter_mut().find(|member| (member.from, member.to) == (from, to)) {
                    Some(member) => member.tagged = true,
                    None => here.push(Member {
                        name: line.key(from, to),
                        line: n,
                        from,
                        to,
                        likely: least(n, from, to, Name::Member),
                        thing: least(n, from, to, Name::Thing),
                        tagged: true,
                        read: None,
                        told: false,
                    }),
                }
            }
            here.sort_by_key(|member| (member.from, member.to));
            names.members.extend(here);
        }
        names
    }

    fn name(&mut self, key: String, place: Place) {
        if key.is_empty() {
            return;
        }
        match self.things.iter_mut().find(|thing| thing.key == key) {
            Some(thing) => thing.places.push(place),
            None => self.things.push(Thing { key, places: vec![place], known: false, sure: 0.0 }),
        }
    }

    /// A thing of the first reading that no label tells: wherever its words stand.
    fn find(&mut self, text: &Text<'_>, taken: &[Vec<Mention>], key: &str) {
        let words: Vec<&str> = key.split(' ').collect();
        let mut places = Vec::new();
        for (n, line) in text.sentences.iter().enumerate() {
            for from in 0..line.ones.len() {
                let to = from + words.len();
                let same = line.ones.get(from..to).is_some_and(|ones| ones.iter().eq(words.iter().copied()));
                let free = |mention: &Mention| mention.to <= from || to <= mention.from;
                if same && taken.get(n).is_none_or(|taken| taken.iter().all(free)) {
                    places.push(Place { line: n, from, to, likely: 0.0 });
                }
            }
        }
        self.things.push(Thing { key: key.to_owned(), places, known: true, sure: 0.0 });
    }

    /// The things named in a sentence, in their order: which, from and to.
    pub fn named(&self, line: usize) -> &[(usize, usize, usize)] {
        self.named.get(line).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The member before, and whose it was.
#[derive(Debug, Clone, Copy)]
pub struct Last {
    pub thing: usize,
    pub line: usize,
    pub to: usize,
}

/// What went to whom so far.
#[derive(Debug, Clone, Default)]
pub struct Before {
    pub last: Option<Last>,
    /// Names of members, in the singular, with the thing that each went to.
    pub named: Vec<(String, usize)>,
}

impl Before {
    /// Whether a member of this name went to the thing, and whether one went to another.
    pub fn same(&self, name: &str, thing: Option<usize>) -> (bool, bool) {
        let of = |same: bool| {
            self.named.iter().any(|(before, owner)| before == name && (Some(*owner) == thing) == same)
        };
        (of(true), of(false))
    }

    /// A member went to the thing; only where that is sure it is remembered by its name.
    pub fn went(&mut self, member: &Member, thing: usize, sure: bool) {
        self.last = Some(Last { thing, line: member.line, to: member.to });
        if sure && !self.same(&member.name, Some(thing)).0 {
            self.named.push((member.name.clone(), thing));
        }
    }
}

/// The thing that the first reading gives a member to: `None` where it names none.
pub fn read_owner(text: &Text<'_>, names: &Names, member: &Member) -> Option<usize> {
    let (fact, _) = member.read?;
    let Fact::Has { subject: Some(np), .. } = text.sentences.get(member.line)?.sentence.facts.get(fact)?
    else {
        return None;
    };
    let key = key(np);
    names.things.iter().position(|thing| thing.key == key)
}

/// The features of each thing as the owner of a member.
pub fn candidates(text: &Text<'_>, names: &Names, member: &Member, before: &Before) -> Vec<Vec<Feature>> {
    let Some(line) = text.sentences.get(member.line) else { return Vec::new() };
    let here = names.named(member.line);
    let (went, last) = (before, before.last);
    let name = member.name.as_str();
    let kinds = |list: &[(usize, usize, usize)]| {
        let mut kinds: Vec<usize> = list.iter().map(|(n, ..)| *n).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds.len()
    };
    let many = kinds(here).min(3);
    let heading = (member.line.saturating_sub(7)..=member.line).rev().find_map(|n| {
        let words = text.sentences.get(n)?.sentence.toks.iter().filter(|tok| tok.word).count();
        let first = names.named(n).first().copied()?;
        (words <= 4).then_some((first.0, member.line - n))
    });
    let start = line.begins.get(member.from).copied().unwrap_or(0);
    // How the line begins: with "it", with a thing, or with something else.
    let spoken_of =
        match line.sentence.toks.get(start..member.from).unwrap_or_default().iter().find(|tok| tok.word) {
            Some(tok) if pronoun(tok) => "pronoun",
            _ if here.iter().any(|(_, from, _)| start <= *from && *from < member.from) => "thing",
            _ if member.from <= start + 1 => "member",
            _ => "else",
        };
    let read = read_owner(text, names, member);
    let carried = member.read.is_some() && read.is_none();
    names
        .things
        .iter()
        .enumerate()
        .map(|(n, thing)| {
            let mut f = Vec::with_capacity(40);
            let mut put = |parts: &[&str]| f.push(feature(parts));
            let at = |place: &&Place| (place.line, place.from) < (member.line, member.from);
            let inside: Vec<&Place> = thing.places.iter().filter(|place| place.line == member.line).collect();
            let before = inside.iter().rev().find(|place| place.to <= member.from);
            let after = inside.iter().find(|place| place.from >= member.to);
            let first_here = here.first().is_some_and(|(m, ..)| *m == n);
            if let Some(place) = before {
                let between: Vec<_> = here
                    .iter()
                    .filter(|(m, from, _)| *m != n && place.from < *from && *from < member.from)
                    .copied()
                    .collect();
                put(&["before"]);
                put(&["between", digit(kinds(&between).min(3))]);
                if first_here {
                    put(&["first"]);
                }
                let gap = line.sentence.toks.get(place.to..member.from).unwrap_or_default();
                if gap.iter().any(has) {
                    put(&["gap-has"]);
                }
                put(&["next", gap.first().map_or("", |tok| tok.low.as_str())]);
                let lead = place
                    .from
                    .checked_sub(1)
                    .and_then(|n| line.ones.get(n))
                    .map_or("<start>", String::as_str);
                put(&["lead", lead]);
                put(&["lead-between", lead, digit(kinds(&between).min(1))]);
                if gap.is_empty() {
                    put(&["touching"]);
                }
                let next = gap.first().map_or("", |tok| tok.low.as_str());
                put(&["lead-next", lead, next]);
                put(&["gap", digit(gap.len().div_ceil(3).min(9))]);
                let lines = gap.iter().filter(|tok| tok.is(LINE) || tok.is(BULLET)).count();
                put(&["gap-lines", digit(lines.min(2))]);
                let heads = |at: usize| line.begins.get(at) == Some(&at) || lead_in(line, at);
                if heads(place.from) {
                    put(&["heads-line", next, digit(lines.min(2))]);
                }
                let start = line.begins.get(member.from).copied().unwrap_or(0);
                let first = here.iter().find(|(_, from, _)| *from >= start).is_some_and(|(m, ..)| *m == n);
                put(&["line-first", digit(usize::from(first && place.from >= start)), digit(lines.min(1))]);
                if gap.iter().any(pronoun) {
                    put(&["gap-pronoun"]);
                    put(&["gap-pronoun-first", digit(usize::from(first_here)), digit(usize::from(first))]);
                }
                if gap
                    .iter()
                    .any(|tok| matches!(tok.low.as_str(), "for" | "of" | "per" | "to" | "by" | "from"))
                {
                    put(&["gap-of"]);
                }
                if gap.iter().any(|tok| tok.is(":")) {
                    put(&["gap-colon"]);
                }
                if gap.iter().any(|tok| tok.is(";")) {
                    put(&["gap-semicolon"]);
                }
                let opened = gap.iter().filter(|tok| tok.is("(")).count();
                let closed = gap.iter().filter(|tok| tok.is(")")).count();
                put(&[
                    "gap-open",
                    digit(opened.saturating_sub(closed).min(2)),
                    digit(closed.saturating_sub(opened).min(1)),
                ]);
                if place.from <= 2 {
                    put(&["begins"]);
                }
            }
            if let Some(place) = after {
                put(&["after"]);
                let gap = line.sentence.toks.get(member.to..place.from).unwrap_or_default();
                if gap.len() <= 2 {
                    let words: Vec<&str> = gap.iter().map(|tok| tok.low.as_str()).collect();
                    put(&["after-by", &words.join(" ")]);
                } else {
                    put(&["after-far"]);
                }
                if before.is_none() {
                    put(&["after-only"]);
                }
            }
            if inside.is_empty() {
                put(&["elsewhere"]);
            }
            let earlier = thing.places.iter().rfind(|place| place.line < member.line);
            if let Some(place) = earlier {
                let by = (member.line - place.line).min(4);
                put(&["lines", digit(by)]);
                let there = names.named(place.line);
                let first = there.first().is_some_and(|(m, ..)| *m == n);
                put(&["spoken-of", digit(by.min(2)), spoken_of, digit(usize::from(first))]);
                if let Some(there) = text.sentences.get(place.line) {
                    let next = there.ones.get(place.to).map_or("<end>", String::as_str);
                    let lead = place
                        .from
                        .checked_sub(1)
                        .and_then(|n| there.ones.get(n))
                        .map_or("<start>", String::as_str);
                    put(&["there-next", digit(by.min(2)), next]);
                    put(&["there-lead", digit(by.min(2)), lead]);
                    if there.begins.get(place.from) == Some(&place.from) || lead_in(there, place.from) {
                        put(&["there-heads", digit(by), next]);
                    }
                }
                if first {
                    put(&["first-there"]);
                    put(&["first-there-by", digit(by.min(3)), digit(usize::from(!here.is_empty()))]);
                }
                let toks = text
                    .sentences
                    .get(place.line)
                    .map(|line| line.sentence.toks.as_slice())
                    .unwrap_or_default();
                if toks.len() <= 5 && by <= 3 {
                    put(&["heads"]);
                }
                if toks.last().is_some_and(|tok| tok.is(":")) {
                    put(&["there-colon", digit(by)]);
                }
            }
            if earlier.is_none() && inside.is_empty() {
                put(&["only-later"]);
            }
            if let Some(last) = last {
                if last.thing == n {
                    put(&["last", digit((member.line - last.line.min(member.line)).min(3))]);
                    put(&["last-many", digit(many)]);
                }
                if last.line == member.line {
                    let gap = line.sentence.toks.get(last.to..member.from).unwrap_or_default();
                    let words: Vec<&str> = gap.iter().take(3).map(|tok| tok.low.as_str()).collect();
                    let words = if words.len() > 2 { "...".to_owned() } else { words.join(" ") };
                    let named = |m: usize, from: usize| m == n && last.to <= from && from < member.from;
                    let other =
                        here.iter().any(|(m, from, _)| *m != n && last.to <= *from && *from < member.from);
                    if last.thing == n {
                        put(&["last-gap", &words]);
                        put(&["last-other", digit(usize::from(other))]);
                    } else {
                        put(&["else-gap", &words]);
                        put(&[
                            "else-named",
                            digit(usize::from(here.iter().any(|(m, from, _)| named(*m, *from)))),
                        ]);
                    }
                }
            }
            if let Some((m, by)) = heading {
                if m == n {
                    put(&["heading"]);
                    put(&["heading-by", digit(by.min(4))]);
                } else {
                    put(&["other-heading"]);
                }
            }
            let nearest = thing.places.iter().rfind(at);
            if let Some(place) = nearest {
                let others: Vec<usize> = names
                    .things
                    .iter()
                    .enumerate()
                    .filter(|(m, other)| {
                        *m != n
                            && other.places.iter().any(|o| {
                                (place.line, place.from) < (o.line, o.from)
                                    && (o.line, o.from) < (member.line, member.from)
                            })
                    })
                    .map(|(m, _)| m)
                    .collect();
                let rank = digit(others.len().min(4));
                put(&["rank", rank]);
                put(&["rank-here", rank, digit(usize::from(place.line == member.line))]);
            }
            let had = had_by(names, line, member, n);
            put(&["had", had]);
            put(&["had-rank", had, digit(usize::from(first_here)), digit(usize::from(before.is_some()))]);
            put(&["named", digit(thing.places.len().min(5))]);
            let (again, elsewhere) = went.same(name, Some(n));
            if again || elsewhere {
                put(&["again", digit(usize::from(again)), digit(usize::from(elsewhere))]);
                let far = before.is_none();
                put(&[
                    "again-far",
                    digit(usize::from(again)),
                    digit(usize::from(elsewhere)),
                    digit(usize::from(far)),
                ]);
            }
            put(&["order", digit(n.min(3))]);
            put(&["many", digit(many)]);
            put(&[
                "ways",
                digit(usize::from(before.is_some())),
                digit(usize::from(after.is_some())),
                digit(many),
            ]);
            put(&["likely", tenth(thing.likely())]);
            put(&["known", digit(usize::from(thing.known))]);
            put(&["sure", tenth(thing.sure)]);
            put(&["sure", tenth(thing.sure), digit(usize::from(before.is_some())), digit(many)]);
            if thing.places.iter().any(|place| place.from <= 1) {
                put(&["begins-some"]);
            }
            if let Some(read) = read {
                put(&["read", if read == n { "yes" } else { "no" }]);
            }
            if carried && last.is_some_and(|last| last.thing == n) {
                put(&["carried"]);
            }
            f
        })
        .collect()
}

/// What stands before the word that says that something is had: `yes` where it is the thing, else what it is.
///
/// "We make a lease **with** a start": whatever a lease is, the start is its own.
pub fn had_by(names: &Names, line: &Line<'_>, member: &Member, thing: usize) -> &'static str {
    let toks = line.sentence.toks.get(..member.from).unwrap_or_default();
    let Some(has_at) = toks.iter().rposition(|tok| has(tok) || tok.is(":") || tok.is("(") || tok.is("="))
    else {
        return "nothing";
    };
    let Some(before) = toks.get(..has_at).unwrap_or_default().iter().rposition(|tok| tok.word) else {
        return "start";
    };
    let here = names.named(member.line);
    let of = |wanted: bool| {
        here.iter().any(|(n, from, to)| (*n == thing) == wanted && *from <= before && before < *to)
    };
    if of(true) {
        "yes"
    } else if of(false) {
        "other"
    } else if pronoun(&toks[before]) {
        "pronoun"
    } else if toks[before].content {
        "unknown"
    } else {
        "small"
    }
}

/// "it", "they": what was spoken of before.
fn pronoun(tok: &Tok) -> bool {
    matches!(tok.low.as_str(), "it" | "they" | "them" | "its" | "their" | "these" | "those" | "he" | "she")
}

/// Whether nothing but small words stands before it in its line: "for every boat", "the boats".
fn lead_in(line: &Line<'_>, at: usize) -> bool {
    let start = line.begins.get(at).copied().unwrap_or(0);
    let before = line.sentence.toks.get(start..at).unwrap_or_default();
    before.len() <= 3 && before.iter().all(|tok| tok.word && !tok.content || tok.is_number() || tok.is("."))
}

/// A likelihood in tenths.
pub fn tenth(likely: f32) -> &'static str {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1")]
    let tenth = (likely.clamp(0.0, 1.0) * 10.0) as usize;
    digit(tenth.min(9))
}
