//! What a frame looks at: the things and numbers of a stretch of words, and the words of weight beside them.

use std::ops::Range;

use domain::spec::{Relation, RelationKind};

use super::super::draft::{Draft, Sentence};
use crate::{
    english::{
        cursor::number,
        evidence::Np,
        lexicon::{Form, lexicon},
        token::Tok,
    },
    own::words::{Trait, trait_of},
    words,
};

/// The longest name of a thing.
const LONGEST: usize = 4;

/// A thing that the stretch names.
#[derive(Debug, Clone)]
pub struct Named {
    pub entity: String,
    pub np: Np,
}

pub struct Scene<'a> {
    pub draft: &'a Draft,
    pub range: Range<usize>,
    toks: &'a [Tok],
    before: &'a [Tok],
    pub things: Vec<Named>,
    /// Numbers above one, and where the words behind them begin.
    pub numbers: Vec<(u64, usize)>,
    /// Words of weight that name no thing.
    others: Vec<usize>,
}

impl<'a> Scene<'a> {
    pub fn of(
        draft: &'a Draft,
        before: Option<&'a Sentence>,
        sentence: &'a Sentence,
        range: Range<usize>,
    ) -> Self {
        let toks = sentence.toks.as_slice();
        let (mut things, mut numbers, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let aside = asides(draft, sentence, &range);
        let mut at = range.start;
        while at < range.end {
            if let Some(behind) = aside.iter().find(|aside| aside.contains(&at)).map(|aside| aside.end) {
                at = behind;
                continue;
            }
            if let Some((found, end)) = thing(draft, toks.get(..range.end).unwrap_or_default(), at) {
                things.push(found);
                at = end;
                continue;
            }
            if let Some((value, end)) =
                number(toks, at).filter(|(value, end)| *value >= 2.0 && *end <= range.end)
            {
                if value.fract() == 0.0 && value <= f64::from(u32::MAX) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "whole and small, as just seen"
                    )]
                    numbers.push((value as u64, end));
                } else {
                    others.push(at);
                }
                at = end;
                continue;
            }
            if toks.get(at).is_some_and(|tok| tok.content) {
                others.push(at);
            }
            at += 1;
        }
        let before = before.map(|sentence| sentence.toks.as_slice()).unwrap_or_default();
        Self { draft, range, toks, before, things, numbers, others }
    }

    fn low(&self, at: usize) -> &'a str {
        self.toks.get(at).map(|tok| tok.low.as_str()).unwrap_or_default()
    }

    /// The whole sentence.
    pub fn toks(&self) -> &'a [Tok] {
        self.toks
    }

    pub fn here(&self) -> &'a [Tok] {
        self.toks.get(self.range.clone()).unwrap_or_default()
    }

    /// How many words of the stretch are among these.
    pub fn count(&self, among: &[&str]) -> usize {
        self.here().iter().filter(|tok| tok.word && among.contains(&tok.low.as_str())).count()
    }

    pub fn has(&self, among: &[&str]) -> bool {
        self.count(among) > 0
    }

    /// Whether these words stand one behind the other.
    pub fn says(&self, phrase: &str) -> bool {
        let words: Vec<&str> = phrase.split(' ').collect();
        self.here()
            .windows(words.len())
            .any(|here| here.iter().zip(&words).all(|(tok, word)| tok.low == *word))
    }

    /// How often something is refused or denied.
    pub fn refusals(&self) -> usize {
        self.refusals_but(&[])
    }

    /// The same, of the words that stand at none of these places.
    pub fn refusals_but(&self, told: &[usize]) -> usize {
        let one = |tok: &Tok| {
            tok.word
                && (matches!(
                    tok.low.as_str(),
                    "not"
                        | "cannot"
                        | "never"
                        | "no"
                        | "none"
                        | "nobody"
                        | "neither"
                        | "noone"
                        | "impossible"
                        | "forbidden"
                        | "refused"
                        | "rejected"
                        | "blocked"
                        | "prevented"
                        | "denied"
                        | "prohibited"
                        | "disallowed"
                        | "refuse"
                        | "reject"
                        | "block"
                        | "prevent"
                        | "forbid"
                        | "fails"
                        | "fail"
                ) || tok.low.ends_with("n't")
                    || tok.low.ends_with("n\u{2019}t"))
        };
        self.range.clone().filter(|at| !told.contains(at) && self.toks.get(*at).is_some_and(one)).count()
    }

    /// Whether each word of weight that names no thing is one of these, in any of its forms.
    pub fn accounts_for(&self, known: &[&[&str]]) -> bool {
        self.others.iter().all(|at| {
            let low = self.low(*at);
            let base = lexicon().verb(low).map(|(base, _)| base);
            let singular = words::singular(low);
            known.iter().any(|list| {
                list.contains(&low)
                    || base.is_some_and(|base| list.contains(&base))
                    || list.contains(&singular.as_str())
            })
        })
    }

    /// Whether a word before a thing says which of them: "more than 3 open loans", "accepted requests".
    fn narrows(&self, known: &[&str]) -> bool {
        const LEADS: &[&str] = &[
            "can", "may", "must", "should", "shall", "will", "not", "never", "cannot", "can't", "mustn't",
            "don't", "doesn't", "to", "only", "who", "that", "which",
        ];
        self.things.iter().any(|named| {
            let Some(at) = named.np.toks.start.checked_sub(1).filter(|at| self.others.contains(at)) else {
                return false;
            };
            if known.contains(&self.low(at)) {
                return false;
            }
            let form = lexicon().verb(self.low(at)).map(|(_, form)| form);
            let led = at.checked_sub(1).is_some_and(|before| {
                LEADS.contains(&self.low(before)) || self.things.iter().any(|other| other.np.toks.end == at)
            });
            !(matches!(form, Some(Form::Base | Form::Third)) && led)
        })
    }

    /// Whether each word of weight that names no thing is one of these, or a verb.
    pub fn is_told(&self, known: &[&str]) -> bool {
        !self.narrows(known)
            && self
                .others
                .iter()
                .all(|at| known.contains(&self.low(*at)) || lexicon().verb(self.low(*at)).is_some())
    }

    /// The members of the entity that the words name which are none of these, each as a phrase. A verb may be part of one
    /// ("email", "start"). `None`: some word is neither.
    pub fn members_of(&self, entity: &str, known: &[&str]) -> Option<Vec<Np>> {
        if self.narrows(known) {
            return None;
        }
        let open = |at: &usize| self.others.contains(at) && !known.contains(&self.low(*at));
        let verb = |at: usize| lexicon().verb(self.low(at)).is_some();
        let mut found: Vec<Np> = Vec::new();
        let mut at = self.range.start;
        while at < self.range.end {
            if !open(&at) {
                at += 1;
                continue;
            }
            let run = (at..self.range.end).take_while(open).count();
            let member = (1..=run).rev().find_map(|len| {
                let np = self.words(at..at + len);
                self.draft.member(entity, &np).map(|_| (np, len))
            });
            match member {
                Some((np, len)) => {
                    found.push(np);
                    at += len;
                }
                None if verb(at) => at += 1,
                None => return None,
            }
        }
        Some(found)
    }

    /// The words as a name.
    fn words(&self, range: Range<usize>) -> Np {
        let low: Vec<String> =
            self.toks.get(range.clone()).unwrap_or_default().iter().map(|tok| tok.low.clone()).collect();
        Np { name: low.join(" "), low, toks: range.clone(), name_toks: range, ..Np::default() }
    }

    /// The things without repetition, in their order.
    pub fn entities(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for named in &self.things {
            if !found.contains(&named.entity.as_str()) {
                found.push(&named.entity);
            }
        }
        found
    }

    /// The entity as a phrase: as the stretch names it, else by its own name.
    pub fn phrase(&self, entity: &str) -> Np {
        if let Some(named) = self.things.iter().find(|named| named.entity == entity) {
            return named.np.clone();
        }
        let name = words::snake(entity).unwrap_or_default().replace('_', " ");
        let at = self.range.start..self.range.start;
        Np {
            low: name.split(' ').map(str::to_owned).collect(),
            name,
            toks: at.clone(),
            name_toks: at,
            ..Np::default()
        }
    }

    /// What the words say of how a record of the thing is, and where those words are.
    pub fn traits_of(&self, thing: &str) -> (Vec<Trait>, Vec<usize>) {
        let named = |at: usize| self.things.iter().any(|named| named.np.toks.contains(&at));
        let (mut found, mut told) = (Vec::new(), Vec::new());
        let mut at = self.range.start;
        while at < self.range.end {
            let here = (1..=LONGEST).rev().find_map(|len| {
                let part = self.toks.get(at..at + len).filter(|_| at + len <= self.range.end)?;
                // "which is out": a small word that is a state where one stands.
                let stands = || {
                    len == 1
                        && at > self.range.start
                        && matches!(self.low(at - 1), "is" | "are" | "or" | "being" | "currently")
                };
                let fits = part.iter().all(|tok| tok.word || tok.is("-") && tok.glued)
                    && part.last().is_some_and(|tok| tok.word)
                    && ((at..at + len).any(|n| self.others.contains(&n)) || stands())
                    && !(at..at + len).any(named);
                let words: Vec<&str> =
                    part.iter().filter(|tok| tok.word).map(|tok| tok.low.as_str()).collect();
                let said = trait_of(self.draft, thing, &words.join(" ")).filter(|_| fits)?;
                Some((said, len))
            });
            match here {
                Some((said, len)) => {
                    found.push(said);
                    told.extend(at..at + len);
                    at += len;
                }
                None => at += 1,
            }
        }
        (found, told)
    }

    /// The words of weight that name no thing, stand at none of these places and are, in no form, on the lists.
    pub fn open_but(&self, told: &[usize], known: &[&[&str]]) -> Vec<&'a str> {
        let open = |at: &&usize| {
            let low = self.low(**at);
            let base = lexicon().verb(low).map(|(base, _)| base);
            let on = |list: &&[&str]| list.contains(&low) || base.is_some_and(|base| list.contains(&base));
            !told.contains(*at) && !known.iter().any(on)
        };
        self.others.iter().filter(open).map(|at| self.low(*at)).collect()
    }

    /// The words of weight that name no thing and are none of these.
    pub fn open_words(&self, known: &[&str]) -> Vec<&'a str> {
        self.others.iter().map(|at| self.low(*at)).filter(|low| !known.contains(low)).collect()
    }

    /// The choice of the entity that has the value and begins with nothing yet.
    pub fn field_of_value(&self, entity: &str, value: &str) -> Option<String> {
        let name = self.draft.state_field(entity, value)?;
        let field = self.draft.entities.get(entity)?.fields.get(&name)?;
        field.default.is_none().then_some(name)
    }

    /// The thing that the stretch names last before one of the words.
    pub fn last_before_word(&self, words: &[&str]) -> Option<&str> {
        let at = self.range.clone().find(|at| words.contains(&self.low(*at)))?;
        let mut before = self.things.iter().rev().skip_while(|named| named.np.toks.start >= at);
        before.next().map(|named| named.entity.as_str())
    }

    /// The thing that was named last before the stretch.
    pub fn last_before(&self) -> Option<String> {
        let in_sentence = self.toks.get(..self.range.start).unwrap_or_default();
        [in_sentence, self.before].into_iter().find_map(|toks| {
            (0..toks.len())
                .filter_map(|at| thing(self.draft, toks, at))
                .map(|(named, _)| named.entity)
                .next_back()
        })
    }

    /// The same, of what nobody logs in as where there is such a thing.
    pub fn last_record_before(&self) -> Option<String> {
        let in_sentence = self.toks.get(..self.range.start).unwrap_or_default();
        let named: Vec<String> = [self.before, in_sentence]
            .into_iter()
            .flat_map(|toks| (0..toks.len()).filter_map(|at| thing(self.draft, toks, at)))
            .map(|(named, _)| named.entity)
            .collect();
        let person =
            |entity: &&String| words::snake(entity).is_some_and(|role| self.draft.roles.contains(&role));
        named.iter().rfind(|entity| !person(entity)).or(named.last()).cloned()
    }

    /// Whether the stretch speaks of one of the entity.
    pub fn is_one(&self, entity: &str) -> bool {
        self.things.iter().filter(|named| named.entity == entity).any(|named| {
            named.np.toks.start.checked_sub(1).is_some_and(|before| {
                self.range.contains(&before) && matches!(self.low(before), "one" | "1" | "single")
            })
        })
    }

    /// The only key by which one belongs to the other.
    pub fn key(&self, from: &str, to: &str) -> Option<&Relation> {
        let single = |r: &&Relation| r.from == from && r.to == to && r.kind != RelationKind::ManyToMany;
        let mut keys = self.draft.relations.iter().filter(single);
        keys.next().filter(|_| keys.next().is_none())
    }

    /// The thing, spoken of before the stretch, to which this one has a key and that is said to be one of `verbs`.
    pub fn spoken_of(&self, child: &str, verbs: &[&str]) -> Option<String> {
        let in_sentence = self.toks.get(..self.range.start).unwrap_or_default();
        [in_sentence, self.before].into_iter().find_map(|toks| {
            if !toks.iter().any(|tok| verbs.contains(&tok.low.as_str())) {
                return None;
            }
            let things = (0..toks.len()).filter_map(|at| thing(self.draft, toks, at));
            things.map(|(named, _)| named.entity).rfind(|entity| self.key(child, entity).is_some())
        })
    }
}

/// What stands in parentheses and has its place already.
fn asides(draft: &Draft, sentence: &Sentence, range: &Range<usize>) -> Vec<Range<usize>> {
    let toks = sentence.toks.as_slice();
    let mut found = Vec::new();
    let mut open = None;
    for at in range.clone() {
        match toks.get(at).map(|tok| tok.low.as_str()) {
            Some("(") => open = Some(at),
            Some(")") => {
                if let Some(start) = open.take()
                    && (start..at)
                        .all(|n| toks.get(n).is_none_or(|tok| !super::is_open(draft, sentence, tok)))
                {
                    found.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    found
}

/// The thing that the words at `at` name, and the index behind them.
pub fn thing(draft: &Draft, toks: &[Tok], at: usize) -> Option<(Named, usize)> {
    (1..=LONGEST).rev().find_map(|len| {
        let here = toks.get(at..at + len)?;
        // "sign-ups"
        let hyphen = |tok: &Tok| tok.is("-") && tok.glued;
        if !here.iter().all(|tok| tok.word && !tok.is_number() || hyphen(tok))
            || !here.last()?.content
            || here.first().is_some_and(hyphen)
        {
            return None;
        }
        let low: Vec<String> = here.iter().filter(|tok| tok.word).map(|tok| tok.low.clone()).collect();
        let (last, first) = low.split_last()?;
        let key = first.iter().cloned().chain([words::singular(last)]).collect::<Vec<_>>().join(" ");
        let entity = draft.names.get(&key.replace(['_', '-'], " "))?.clone();
        let np = Np {
            name: low.join(" "),
            plural: words::is_plural(last),
            low,
            toks: at..at + len,
            name_toks: at..at + len,
            ..Np::default()
        };
        Some((Named { entity, np }, at + len))
    })
}
