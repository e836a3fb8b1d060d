//! Who may do what, as far as the first reading took nothing from the verb: people, a deed and a thing that stand in one
//! line, each combination looked at by where its three words stand and what stands between.

use linear::{Feature, Tagged, feature};

use super::{
    features::digit,
    label::{self, Name},
    owner::{Names, tenth},
    text::{Line, Text},
};
use crate::{
    assemble::permits,
    english::{
        lexicon::{Form, lexicon},
        token::Tok,
    },
};

/// People in a line: words `from` to before `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    /// `None` for anybody.
    pub role: Option<String>,
    pub from: usize,
    pub to: usize,
    /// How likely the words name people, 0 to 1.
    likely: f32,
    /// They are named in a line before this one, which says `they`.
    pub carried: bool,
}

/// A thing that something is done to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Object {
    /// Which of the things.
    pub thing: usize,
    /// Where it is named in the sentence.
    pub from: usize,
    pub to: usize,
}

/// A right that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Right {
    pub line: usize,
    pub holder: Holder,
    /// Where the verb stands.
    pub at: usize,
    /// What is done: `create`, `read`, `update`, `delete`, `manage`, or the verb itself.
    pub deed: String,
    /// `None`: whatever is spoken of.
    pub object: Option<Object>,
    pub own: bool,
    pub deny: bool,
    /// Between the verb and the thing stands another thing with a verb of its own behind it.
    pub apart: bool,
    /// The verb has that meaning wherever it stands.
    pub plain: bool,
    pub features: Vec<Feature>,
}

/// Words of a line further apart than this say nothing of each other.
const APART: usize = 30;
/// More combinations than a line of a person has.
const MOST: usize = 400;
/// From it on words may name people.
const MAY_BE: f32 = 0.15;

/// What is done to records without a verb of their own.
pub const DEEDS: [&str; 5] = ["create", "read", "update", "delete", "manage"];

/// All rights that may be meant by words that the first reading took nothing from.
pub fn candidates(text: &Text<'_>, tagged: &[Tagged], names: &Names) -> Vec<Right> {
    let mut all = Vec::new();
    let mut spoken: Option<Holder> = None;
    let mut heading = String::new();
    for (n, (line, labels)) in text.sentences.iter().zip(tagged).enumerate() {
        let holders = holders(line, labels);
        let mut start = 0;
        while start < line.ones.len() {
            let end = line.begins.iter().skip(start).position(|begins| *begins != line.begins[start]);
            let end = end.map_or(line.ones.len(), |by| start + by);
            let part = Part { text, names, line, labels, n, start, end, heading: &heading };
            let here: Vec<&Holder> =
                holders.iter().filter(|holder| start <= holder.from && holder.from < end).collect();
            part.read(&here, spoken.as_ref(), &mut all);
            if let Some(last) = here.last() {
                spoken = Some(Holder { carried: true, ..(*last).clone() });
            }
            start = end;
        }
        let said: Vec<&Tok> = line.sentence.toks.iter().filter(|tok| tok.word).collect();
        if let (1..=3, Some(last)) = (said.len(), said.last()) {
            heading.clone_from(&last.low);
        }
    }
    all
}

fn holders(line: &Line<'_>, labels: &Tagged) -> Vec<Holder> {
    const ANYBODY: &[&str] = &["anyone", "anybody", "everyone", "everybody", "public"];
    let sum = |at: usize, name: Name| {
        labels
            .likely
            .get(at)
            .map_or(0.0, |row| row[usize::from(name.first())] + row[usize::from(name.later())])
    };
    let toks = &line.sentence.toks;
    let mut found: Vec<Holder> = Vec::new();
    for mention in label::mentions(&labels.best) {
        let (from, to) = (mention.from, mention.to);
        let likely = (from..to).map(|at| sum(at, Name::Role)).fold(1.0, f32::min);
        let person = to.checked_sub(1).and_then(|last| toks.get(last)).is_some_and(|tok| tok.person);
        let fits = mention.name == Name::Role || mention.name == Name::Thing && (person || likely > MAY_BE);
        let role = line.key(from, to).replace([' ', '-'], "_");
        if fits && !role.is_empty() {
            found.push(Holder { role: Some(role), from, to, likely, carried: false });
        }
    }
    let taken = |found: &[Holder], at: usize| found.iter().any(|holder| holder.from <= at && at < holder.to);
    for (at, tok) in toks.iter().enumerate().filter(|(_, tok)| tok.word) {
        if taken(&found, at) {
            continue;
        }
        if ANYBODY.contains(&tok.low.as_str()) {
            found.push(Holder { role: None, from: at, to: at + 1, likely: 1.0, carried: false });
        } else if tok.content && (sum(at, Name::Role) > MAY_BE || tok.person) && !tok.is_number() {
            let role = line.ones.get(at).cloned();
            found.push(Holder { role, from: at, to: at + 1, likely: sum(at, Name::Role), carried: false });
        }
    }
    found.sort_by_key(|holder| holder.from);
    found
}

/// A line of the text.
struct Part<'a> {
    text: &'a Text<'a>,
    names: &'a Names,
    line: &'a Line<'a>,
    labels: &'a Tagged,
    /// Of the sentences.
    n: usize,
    start: usize,
    end: usize,
    /// The last word of the last line of few words.
    heading: &'a str,
}

impl Part<'_> {
    fn read(&self, holders: &[&Holder], spoken: Option<&Holder>, all: &mut Vec<Right>) {
        let toks = &self.line.sentence.toks;
        let first = toks.get(self.start..self.end).unwrap_or_default().iter().find(|tok| tok.word);
        let goes_on =
            first.is_some_and(|tok| matches!(tok.low.as_str(), "they" | "he" | "she" | "but" | "and"));
        let mut holders: Vec<&Holder> = holders.to_vec();
        if holders.is_empty() || goes_on {
            holders.extend(spoken.filter(|_| goes_on));
        }
        if holders.is_empty() {
            return;
        }
        let acts: Vec<(usize, &str, Form)> =
            (self.start..self.end).filter(|at| !self.named(*at)).filter_map(|at| self.act(at)).collect();
        let before = all.len();
        for (at, verb, form) in &acts {
            if holders.iter().any(|holder| !holder.carried && holder.from <= *at && *at < holder.to) {
                continue;
            }
            for holder in &holders {
                let near = holder.carried || holder.from.abs_diff(*at) <= APART;
                if !near || all.len() - before > MOST {
                    continue;
                }
                for object in self.objects(holder, *at) {
                    for deed in deeds(verb) {
                        let right = self.right(holder, (*at, verb, *form), object, &deed, (&holders, &acts));
                        all.push(right);
                    }
                }
            }
        }
    }

    /// Whether the word is one of a name: "on a date", "his own".
    fn named(&self, at: usize) -> bool {
        let label = self.labels.best.get(at).copied().unwrap_or_default();
        [Name::Thing, Name::Member, Name::Role]
            .iter()
            .any(|name| [name.first(), name.later()].contains(&label))
    }

    /// A verb that the first reading took nothing from.
    fn act(&self, at: usize) -> Option<(usize, &'static str, Form)> {
        const NONE: &[&str] =
            &["be", "have", "do", "need", "want", "let", "allow", "can", "may", "must", "like", "own", "use"];
        let tok = self.line.sentence.toks.get(at).filter(|tok| tok.word && !tok.is_number())?;
        let read = self.line.read_as.get(at).copied().unwrap_or("");
        if !matches!(read, "" | "unread" | "filler" | "aside" | "roles" | "mention") {
            return None;
        }
        let (verb, form) = lexicon().verb(&tok.low)?;
        (!NONE.contains(&verb)).then_some((at, verb, form))
    }

    /// The things of the line, and nothing.
    fn objects(&self, holder: &Holder, at: usize) -> Vec<Option<Object>> {
        let mut found: Vec<Option<Object>> = self
            .names
            .named(self.n)
            .iter()
            .filter(|(_, from, to)| {
                let inside = self.start <= *from && *to <= self.end;
                let apart = holder.carried || *to <= holder.from || holder.to <= *from;
                inside && apart && !(*from <= at && at < *to) && from.abs_diff(at) <= APART
            })
            .map(|(thing, from, to)| Some(Object { thing: *thing, from: *from, to: *to }))
            .collect();
        found.push(None);
        found
    }

    fn right(
        &self,
        holder: &Holder,
        (at, verb, form): (usize, &str, Form),
        object: Option<Object>,
        deed: &str,
        (holders, acts): (&[&Holder], &[(usize, &str, Form)]),
    ) -> Right {
        let toks = &self.line.sentence.toks;
        let ones = &self.line.ones;
        let word = |at: Option<usize>| {
            let at = at.filter(|at| self.start <= *at && *at < self.end);
            at.and_then(|at| ones.get(at)).map_or("<edge>", String::as_str)
        };
        let (from, to) = if holder.carried { (self.start, self.start) } else { (holder.from, holder.to) };
        let forward = to <= at;
        let gap = if forward { to..at } else { at + 1..from };
        let between = |range: &std::ops::Range<usize>| toks.get(range.clone()).unwrap_or_default();
        let denies = |tok: &Tok| {
            matches!(tok.low.as_str(), "not" | "never" | "cannot" | "nor") || tok.low.ends_with("n't")
        };
        let deny = between(&gap).iter().any(denies)
            || forward && from.checked_sub(1).is_some_and(|n| n >= self.start && word(Some(n)) == "no");
        let modal = between(&gap)
            .iter()
            .find(|tok| {
                matches!(tok.low.as_str(), "can" | "may" | "must" | "should" | "shall" | "will" | "could")
            })
            .map_or("", |tok| tok.low.as_str());
        let only = between(&(from.saturating_sub(2).max(self.start)..from))
            .iter()
            .any(|tok| matches!(tok.low.as_str(), "only" | "just"))
            || between(&(to..self.end.min(to + 2)))
                .iter()
                .any(|tok| matches!(tok.low.as_str(), "only" | "alone"));
        let order = match (object, forward) {
            (None, true) => "ha",
            (None, false) => "ah",
            (Some(o), true) if at < o.from => "hao",
            (Some(o), true) if o.to <= from => "oha",
            (Some(_), true) => "hoa",
            (Some(o), false) if o.to <= at => "oah",
            (Some(o), false) if o.from < from => "aoh",
            (Some(_), false) => "aho",
        };
        let span = object.map(|o| if at < o.from { at + 1..o.from } else { o.to..at }).unwrap_or(0..0);
        let own = object.is_some_and(|o| {
            let near = between(&(o.from.saturating_sub(2)..(o.to + 2).min(self.end)));
            near.iter().any(|tok| matches!(tok.low.as_str(), "own" | "theirs"))
                || matches!(word(o.from.checked_sub(1)), "their" | "his" | "her")
        });
        let holders_between = holders.iter().filter(|h| gap.contains(&h.from)).count();
        let acts_between = acts.iter().filter(|(n, ..)| gap.contains(n)).count();
        let things = self.names.named(self.n);
        let things_in = |range: &std::ops::Range<usize>| {
            things.iter().filter(|(_, from, _)| range.contains(from)).count()
        };
        let acts_before_object = acts.iter().filter(|(n, ..)| span.contains(n)).count();
        let known = object.and_then(|o| self.names.things.get(o.thing));
        let role = holder.role.as_deref().unwrap_or("<public>");
        let is_thing =
            |key: &str| self.names.things.iter().any(|thing| thing.key == key && thing.likely() > 0.5);
        let kept = is_thing(&role.replace('_', " "));
        let itself = known.is_some_and(|thing| thing.key.replace(' ', "_") == role);
        let bend = match form {
            Form::Base => "base",
            Form::Third => "third",
            Form::Past => "past",
            Form::Gerund => "gerund",
        };
        let moves = self.text.counts.contains_key(&lexicon().past_of(verb));
        let plain = permits::ops_of(verb).is_some();
        let flag = |yes: bool| digit(usize::from(yes));
        let mut f = Vec::with_capacity(56);
        let mut put = |parts: &[&str]| f.push(feature(parts));
        put(&["any"]);
        put(&["deed", deed]);
        put(&["verb-deed", verb, deed]);
        put(&["verb-deed-order", verb, deed, order]);
        put(&["order", order]);
        put(&["bend", order, bend]);
        put(&["plain", flag(plain), order]);
        put(&["modal", modal, order]);
        put(&["modal-bend", modal, bend, order]);
        put(&["deny", flag(deny), order]);
        put(&["only", flag(only), order]);
        put(&["gap", order, digit(gap.len().div_ceil(2))]);
        put(&["gap-first", word(gap.clone().next()), order]);
        put(&["gap-last", word(gap.clone().next_back()), order]);
        put(&["gap-empty", flag(gap.is_empty()), bend, order]);
        put(&[
            "between",
            order,
            digit(holders_between),
            digit(acts_between.min(4)),
            digit(things_in(&gap).min(3)),
        ]);
        put(&["lead", word(from.checked_sub(1)), order]);
        put(&["before-verb", word(at.checked_sub(1)), bend]);
        put(&["behind-verb", word(Some(at + 1)), order]);
        put(&["span", order, digit(span.len().div_ceil(2))]);
        put(&["span-things", order, digit(things_in(&span).min(3)), digit(acts_before_object.min(3))]);
        put(&["span-first", word(span.clone().next()), order]);
        put(&["lead-object", word(object.and_then(|o| o.from.checked_sub(1))), order]);
        put(&["behind-object", word(object.map(|o| o.to)), order]);
        put(&["role", role]);
        put(&["role-likely", tenth(holder.likely), order]);
        put(&["role-likely", tenth(holder.likely), modal, bend]);
        put(&["person", flag(self.person(holder)), order]);
        put(&["kept", flag(kept), order, flag(holder.carried)]);
        put(&["itself", flag(itself)]);
        put(&["first", flag(!holder.carried && lead_in(toks, self.start, from)), word(Some(to)), order]);
        put(&["heading", self.heading]);
        put(&["moves", flag(moves), flag(plain), order]);
        put(&["moves-bend", flag(moves), bend, modal, order]);
        put(&["object", known.map_or("", |thing| tenth(thing.likely())), order]);
        put(&["object-sure", known.map_or("", |thing| tenth(thing.sure)), order]);
        put(&["object-known", flag(known.is_some_and(|thing| thing.known)), order]);
        put(&["objects", digit(things_in(&(self.start..self.end)).min(4)), order]);
        put(&["own", flag(own), order]);
        put(&["holders", digit(holders.len().min(4)), order]);
        put(&["acts", digit(acts.len().min(5)), order]);
        put(&["read-as", self.line.read_as.get(at).copied().unwrap_or("")]);
        put(&["length", digit((self.end - self.start).div_ceil(6))]);
        let marks = |range: &std::ops::Range<usize>| {
            let of = |marks: &[&str]| between(range).iter().any(|tok| marks.contains(&tok.low.as_str()));
            match () {
                () if of(&[";", ".", "!", "?"]) => "end",
                () if of(&[":", "(", ")", "-", "–", "—", ">", "→"]) => "mark",
                () if of(&[","]) => "comma",
                () if of(&["and", "or", "&", "/"]) => "and",
                () => "none",
            }
        };
        let verbs = |range: &std::ops::Range<usize>| {
            let verb = |n: usize| {
                let tok = toks.get(n).filter(|tok| tok.word);
                !self.named(n) && tok.is_some_and(|tok| lexicon().verb(&tok.low).is_some())
            };
            digit(range.clone().filter(|n| verb(*n)).count().min(3))
        };
        let content = |range: &std::ops::Range<usize>| {
            digit(between(range).iter().filter(|tok| tok.content).count().min(4))
        };
        put(&["marks-gap", marks(&gap), order]);
        put(&["marks-span", marks(&span), order]);
        put(&["marks", marks(&gap), marks(&span), order, modal]);
        put(&["verbs", verbs(&gap), verbs(&span), order]);
        put(&["content", content(&gap), content(&span), order]);
        put(&["content-marks", content(&span), marks(&span), order]);
        put(&["verb-form", verb, deed, bend, modal]);
        // "changes stays, deletes dogs": behind another thing a verb begins anew.
        let anew = |range: &std::ops::Range<usize>| {
            let mut named = false;
            range.clone().any(|n| {
                named |= things.iter().any(|(_, from, _)| *from == n);
                let tok = toks.get(n).filter(|tok| tok.word);
                named && !self.named(n) && tok.is_some_and(|tok| lexicon().verb(&tok.low).is_some())
            })
        };
        let apart = anew(&span);
        put(&["anew", order, flag(anew(&span)), flag(anew(&gap))]);
        put(&["anew-marks", order, flag(anew(&span)), marks(&span)]);
        put(&["list", order, word(at.checked_sub(1)), word(Some(at + 1)), bend]);
        if let Some(o) = object {
            let closer = things.iter().any(|(n, from, to)| {
                *n != o.thing
                    && (at < o.from && at < *from && *to <= o.from
                        || o.to <= at && o.to <= *from && *to <= at)
            });
            put(&["closer", order, flag(closer), marks(&span)]);
            put(&["verb-lead", verb, deed, word(o.from.checked_sub(1))]);
            let other = things.iter().any(|(n, from, _)| *n != o.thing && *from < o.from && at < *from);
            put(&["nearest", order, flag(!other)]);
        }
        Right {
            line: self.n,
            holder: holder.clone(),
            at,
            deed: deed.to_owned(),
            object,
            own,
            deny,
            apart,
            plain: plain || deed == verb,
            features: f,
        }
    }

    fn person(&self, holder: &Holder) -> bool {
        let last = holder.to.checked_sub(1).filter(|_| !holder.carried);
        last.and_then(|at| self.line.sentence.toks.get(at)).is_some_and(|tok| tok.person)
    }
}

/// Whether nothing but small words stands before it in its line.
fn lead_in(toks: &[Tok], start: usize, at: usize) -> bool {
    let before = toks.get(start..at).unwrap_or_default();
    before.len() <= 3 && before.iter().all(|tok| !tok.word || !tok.content)
}

/// What a verb may mean: what is known of it, else itself or any of the plain deeds.
pub fn deeds(verb: &str) -> Vec<String> {
    match permits::ops_of(verb) {
        Some(ops) if ops.len() > 1 && ops.contains(&"delete") => vec!["manage".to_owned()],
        Some(ops) => {
            ops.iter().take(1).map(|op| if *op == "list" { "read" } else { op }.to_owned()).collect()
        }
        None => DEEDS.iter().map(|deed| (*deed).to_owned()).chain([verb.to_owned()]).collect(),
    }
}
