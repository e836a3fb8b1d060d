//! Which nouns are entities: each place where a noun stands adds weight, 2 is enough.

mod weigh;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Origin, Span, spec::Entity};
use indexmap::IndexMap;

use super::draft::{Draft, Sentence, Target, key_of};
use crate::{
    english::{
        evidence::{Fact, Item, Np, Quant},
        lexicon::{Form, lexicon},
    },
    types, words,
};

use weigh::{place_like, weigh};

#[derive(Debug, Default, Clone)]
struct Candidate {
    weight: u32,
    /// It was the subject of a list of fields.
    described: bool,
    src: Option<Span>,
    rule: &'static str,
    user_fields: bool,
    /// The one thing that the frame speaks of.
    framed: bool,
    /// People that act, by this name.
    person: bool,
    /// People that a record is of, where nobody logs in: they are kept like anything else.
    kept: bool,
    /// How much of the weight is what the writers say of their own trade: "we keep bees".
    trade: u32,
    /// The last word as it was written.
    last_said: String,
}

/// What the sentences say for a noun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub key: String,
    pub weight: u32,
    pub described: bool,
    /// By which its weight first counted.
    pub rule: &'static str,
    pub person: bool,
    pub kept: bool,
    pub framed: bool,
    pub of_trade: bool,
    /// It becomes an entity.
    pub taken: bool,
}

/// The rule of things that only the words around them speak for.
const LIKELY: &str = "W3.likely-thing";

#[derive(Default)]
struct Ballot {
    /// Somebody logs in, so people that a record is of may be accounts.
    accounts: bool,
    by_key: IndexMap<String, Candidate>,
}

impl Ballot {
    /// A thing in spite of its name.
    fn force(&mut self, sentence: &Sentence, np: &Np, rule: &'static str) {
        let span = sentence.span(&np.name_toks);
        let candidate = self.by_key.entry(key_of(np)).or_default();
        candidate.src = candidate.src.or(span);
        candidate.rule = rule;
        candidate.weight += 2;
        candidate.described = true;
        candidate.user_fields = true;
    }
    fn vote(
        &mut self,
        sentence: &Sentence,
        np: &Np,
        weight: u32,
        rule: &'static str,
    ) -> Option<&mut Candidate> {
        if !may_be_entity(np) {
            return None;
        }
        let span = sentence.span(&np.name_toks);
        // Whoever acts is no thing until somebody describes it.
        let acts = rule != "G3.of-somebody"
            && (np.person || matches!(key_of(np).as_str(), "admin" | "administrator"));
        let weight =
            if acts && rule != "G2.has-list" && rule != "G1.paren-list" { weight.min(1) } else { weight };
        let candidate = self.by_key.entry(key_of(np)).or_default();
        candidate.person |= np.person;
        if candidate.src.is_none() || candidate.weight < 2 && weight >= 2 {
            candidate.src = span.or(candidate.src);
            candidate.rule = rule;
        }
        candidate.weight += weight;
        candidate.last_said = np.last().to_owned();
        Some(candidate)
    }
}

/// Words of the trade that name a thing too, where they have fields of their own.
fn thing_after_all(np: &Np) -> bool {
    np.low.len() == 1
        && matches!(
            words::singular(np.last()).as_str(),
            "track"
                | "list"
                | "flag"
                | "page"
                | "site"
                | "module"
                | "model"
                | "script"
                | "backup"
                | "performance"
                | "resource"
                | "log"
                | "document"
                | "route"
                | "request"
                | "table"
                | "server"
                | "service"
                | "sample"
                | "field"
                | "database"
                | "show"
                | "feature"
                | "part"
                | "system"
                | "platform"
                | "well"
                | "work"
                | "present"
                | "bit"
        )
}

/// "A server has a name and a host": software of somebody else, which they keep records of.
fn thing_of_trade(np: &Np) -> bool {
    let word = words::singular(np.last());
    np.low.len() == 1
        && matches!(np.quant, Quant::One | Quant::Each)
        && matches!(
            word.as_str(),
            "server"
                | "website"
                | "database"
                | "platform"
                | "schema"
                | "interface"
                | "request"
                | "response"
                | "error"
                | "result"
                | "field"
                | "endpoint"
                | "client"
        )
}

/// What is being built, which has no records of itself.
fn software(word: &str) -> bool {
    matches!(
        words::singular(word).as_str(),
        "api"
            | "app"
            | "application"
            | "backend"
            | "server"
            | "system"
            | "platform"
            | "software"
            | "website"
            | "database"
            | "schema"
            | "field"
            | "response"
            | "request"
            | "interface"
            | "frontend"
            | "user"
            | "everything"
            | "something"
            | "it"
            | "list"
            | "error"
            | "result"
            | "entity"
            | "service"
            | "endpoint"
            | "route"
            | "model"
            | "table"
            | "column"
    )
}

fn may_be_entity(np: &Np) -> bool {
    let lexicon = lexicon();
    let last = words::singular(np.last());
    if words::pascal(&key_of(np)).is_none() || np.low.len() > 3 || np.last().len() < 3 || np.counts() {
        return false;
    }
    // "a proposed one" is one of what was spoken of, "anyone with the code" whoever it is.
    const WHOEVER: &[&str] = &[
        "one",
        "ones",
        "anyone",
        "anybody",
        "everyone",
        "everybody",
        "someone",
        "somebody",
        "nobody",
        "noone",
        "they",
        "them",
        "it",
    ];
    if WHOEVER.contains(&np.last()) {
        return false;
    }
    // "Django models" are software, whatever else they are.
    let general = |word: &str| {
        lexicon.technical.contains(word)
            || lexicon.stack_names(word).iter().any(|name| !name.ambiguous && name.words.len() == 1)
    };
    // "Riding school API with PostgreSQL" is what is built.
    if np.low.len() > 1 && matches!(last.as_str(), "api" | "backend" | "microservice" | "webapp") {
        return false;
    }
    // A month is a time wherever it stands.
    if np.low.len() == 1
        && matches!(
            last.as_str(),
            "day" | "week" | "month" | "year" | "quarter" | "hour" | "minute" | "date" | "time"
        )
    {
        return false;
    }
    let technical = if np.low.len() == 1 {
        general(np.last()) || general(&last)
    } else {
        np.low.iter().all(|w| general(w))
    };
    !technical
        && !np.low.iter().all(|word| {
            lexicon.fillers.contains(word)
                && !matches!(
                    word.as_str(),
                    "application"
                        | "applications"
                        | "company"
                        | "companies"
                        | "business"
                        | "businesses"
                        | "document"
                        | "documents"
                        | "service"
                        | "services"
                        | "tool"
                        | "tools"
                        | "feature"
                        | "features"
                        | "property"
                        | "properties"
                        | "part"
                        | "parts"
                        | "table"
                        | "tables"
                        | "order"
                        | "goal"
                        | "goals"
                        | "note"
                        | "notes"
                        | "item"
                        | "items"
                        | "user"
                        | "users"
                        | "project"
                        | "projects"
                        | "team"
                        | "teams"
                        | "office"
                )
        })
}

/// Notes what is described by a list of members of its own, wherever that stands.
pub fn described(draft: &mut Draft, sentences: &[Sentence]) {
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        let Fact::Has { subject, items, .. } = fact else { continue };
        let own = subject.iter().filter(|_| items.iter().any(|item| item.members.is_empty()));
        let listed =
            items.iter().filter(|item| subject.is_none() && !item.members.is_empty()).map(|item| &item.np);
        let names: Vec<String> = own.chain(listed).filter_map(|np| draft.resolve(np)).collect();
        draft.described.extend(names);
    }
}

pub fn accept(draft: &mut Draft, sentences: &[Sentence]) {
    elect(draft, sentences);
    super::deeds::accept(draft, sentences);
}

/// What the sentences say for each noun, and which of them would be taken.
pub fn votes(draft: &Draft, sentences: &[Sentence]) -> Vec<Vote> {
    let mut tried = draft.clone();
    let ballot = elect(&mut tried, sentences);
    let vote = |(key, candidate): (String, Candidate)| Vote {
        taken: tried.names.get(&key).is_some_and(|name| words::pascal(&key).as_ref() == Some(name)),
        key,
        weight: candidate.weight,
        described: candidate.described,
        rule: candidate.rule,
        person: candidate.person,
        kept: candidate.kept,
        framed: candidate.framed,
        of_trade: candidate.trade > 0,
    };
    ballot.by_key.into_iter().map(vote).collect()
}

/// Decides which candidates become entities and gives each a name.
fn elect(draft: &mut Draft, sentences: &[Sentence]) -> Ballot {
    let accounts = draft.accounts_routed || super::permits::wants_accounts(draft, sentences);
    let mut ballot = Ballot { accounts, ..Ballot::default() };
    let mut topics = Vec::new();
    let members = members_of(sentences);
    for sentence in sentences {
        for fact in &sentence.facts {
            // "One opinion per member and idea", where a vote has an opinion: no thing of its own either.
            if let Fact::UniqueTogether { on: Some(np), .. } = fact
                && members.contains(&key_of(np))
            {
                continue;
            }
            // "Lecturers enter grades", where an enrolment has a grade: no thing of its own.
            // What somebody deletes is a thing all the same.
            if let Fact::Permit { acts, objects, .. } = fact
                && !acts.iter().any(|act| matches!(act.verb.as_str(), "delete" | "remove"))
                && objects.iter().any(|np| members.contains(&key_of(np)))
            {
                continue;
            }
            weigh(&mut ballot, &mut topics, sentence, fact);
        }
    }
    users(&mut ballot);
    let mut aliases = renamed(&mut ballot, draft);
    ballot.by_key.retain(|key, _| !draft.unlikely.contains(key));
    // "Minutes, Tuesday (present: Ruth, Paul)": a day is no thing that is kept.
    ballot.by_key.retain(|key, _| !words::DAYS.contains(&key.as_str()));
    let values = values_of(sentences);
    aliases.extend(merge(&mut ballot, &values, &parts_of_their_heads(sentences), &draft.sure));
    aliases.extend(compounds(&mut ballot));
    aliases.extend(synonyms(&mut ballot));
    // A topic ("a todo API") is an entity only where nothing else is one.
    let any = !draft.entities.is_empty() || ballot.by_key.values().any(|c| c.weight >= 2 && c.described);
    for (np, span, described) in &topics {
        let key = key_of(np);
        if let Some(candidate) = ballot.by_key.get_mut(&key) {
            candidate.weight += 1;
        } else if (*described || !any && !ballot.by_key.values().any(|c| c.weight >= 2))
            && may_be_entity(np)
            && !place_like(np)
        {
            ballot.by_key.insert(
                key,
                Candidate {
                    weight: 2,
                    described: *described,
                    src: *span,
                    rule: "G4.topic",
                    user_fields: false,
                    framed: false,
                    person: false,
                    kept: false,
                    trade: 0,
                    last_said: np.last().to_owned(),
                },
            );
        }
    }
    // A script or a function stores nothing, whatever it speaks of.
    let other_kind = sentences.iter().flat_map(|s| s.facts.iter()).any(|fact| matches!(fact, Fact::Frame { kind: Some((kind, _)), .. } if !matches!(kind.as_str(), "api" | "web_app" | "generic" | "mobile")));
    let described = ballot.by_key.values().filter(|c| c.described).count() + draft.entities.len();
    for (key, candidate) in &ballot.by_key {
        // "keep a record of our lab equipment", where the things are described further down: the topic.
        let spoken_once = candidate.rule == "G4.manage" && candidate.weight <= 2 && !candidate.described;
        let head = key.rsplit(' ').next().unwrap_or_default();
        let shared = ballot
            .by_key
            .iter()
            .any(|(other, c)| c.described && other != key && other.split(' ').any(|word| word == head));
        // "storing family recipes", where a table declares what a recipe is.
        if spoken_once
            && key != head
            && let Some(known) = draft.names.get(head).cloned()
        {
            draft.names.insert(key.clone(), known);
            continue;
        }
        // "a service for hotel minibars", where rooms and products are described: what it is about.
        // "an API for expense reports", where an expense is described and no report.
        let of_described = key.rsplit_once(' ').is_some_and(|(of, last)| {
            matches!(last, "report" | "list" | "log" | "record" | "book" | "register" | "overview" | "entry")
                && ballot.by_key.get(of).is_some_and(|c| c.described)
        });
        if candidate.framed && !candidate.described && of_described
            || candidate.framed && candidate.weight <= 4 && !candidate.described && described >= 2
            || of_the_intro(sentences, key, candidate) && described >= 1
            // "We keep bees at several apiaries", where apiaries and hives are described and no bee.
            || candidate.trade > 0 && candidate.trade >= candidate.weight && !candidate.described && described >= 1
        {
            draft.topics.insert(key.clone());
            continue;
        }
        if spoken_once && described >= 2 && (shared || !candidate.last_said.ends_with('s')) {
            continue;
        }
        let role_alone = !candidate.described
            && (other_kind || candidate.weight < 2 || candidate.person && !candidate.kept);
        let Some(name) = words::pascal(key).filter(|_| candidate.weight >= 2 && !role_alone) else {
            continue;
        };
        if key == "user" && !candidate.user_fields {
            continue;
        }
        // "keys" beside a table of api keys are those.
        if !draft.names.contains_key(key)
            && let Some(known) = draft.resolve_key(key).filter(|_| !candidate.described)
        {
            draft.names.insert(key.clone(), known);
            continue;
        }
        draft.names.insert(key.clone(), name.clone());
        draft.entities.entry(name).or_insert(Entity {
            origin: Some(if candidate.rule == LIKELY { Origin::Inferred } else { Origin::Stated }),
            src: candidate.src,
            rule: Some(candidate.rule.to_owned()),
            ..Entity::default()
        });
    }
    for (long, short) in aliases {
        if let Some(name) = draft.names.get(&short).cloned() {
            draft.names.entry(long).or_insert(name);
        }
    }
    ballot
}

/// "A small service to keep track of our delivery vans", where the list below describes vehicles: nothing but the
/// first sentence speaks of vans.
fn of_the_intro(sentences: &[Sentence], key: &str, candidate: &Candidate) -> bool {
    let head = key.rsplit(' ').next().unwrap_or_default();
    let of_first = matches!(candidate.rule, "G4.manage" | "G4.topic") && !candidate.described && key != head;
    of_first
        && candidate.weight <= 2
        && sentences.iter().skip(1).all(|s| !s.toks.iter().any(|tok| words::singular(&tok.low) == head))
        && sentences.first().is_some_and(|s| s.toks.iter().any(|tok| words::singular(&tok.low) == head))
}

/// The names of what things have, one at a time: "a grade", but no list of them.
fn members_of(sentences: &[Sentence]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for fact in sentences.iter().flat_map(|s| s.facts.iter()) {
        if let Fact::Has { items, from_frame: false, .. } = fact {
            for item in items.iter().filter(|item| item.members.is_empty() && !item.np.plural) {
                found.insert(key_of(&item.np));
            }
            for member in items.iter().flat_map(|item| item.members.iter()).filter(|m| !m.np.plural) {
                found.insert(key_of(&member.np));
            }
        }
    }
    found
}

/// A list of fields rather than of things: most members are singular or carry modifiers.
pub fn field_like(items: &[Item]) -> bool {
    let field = |item: &&Item| {
        item.members.is_empty()
            && (!item.mods.is_empty()
                || !item.np.plural
                || crate::english::clause::is_field_word(item.np.last())
                || is_array(&item.np)
                || types::infer(&item.np.name).field.ql_type != domain::spec::FieldType::String)
            && !(item.np.capitalised
                && item.mods.is_empty()
                && item.np.quant == Quant::Bare
                && items.iter().all(|i| i.np.capitalised)
                && !crate::english::clause::is_field_word(item.np.last()))
    };
    let fields = items.iter().filter(field).count();
    fields * 2 > items.len()
}

pub fn is_array(np: &Np) -> bool {
    matches!(
        types::infer(&np.name).field.ql_type,
        domain::spec::FieldType::StringArray
            | domain::spec::FieldType::IntegerArray
            | domain::spec::FieldType::DecimalArray
    )
}

/// `users` are accounts unless the text gives them fields beyond email and password.
fn users(ballot: &mut Ballot) {
    for (key, candidate) in &mut ballot.by_key {
        if key == "user" && !candidate.user_fields {
            candidate.weight = 0;
        }
    }
}

/// `Used part: job, part, quantity`: what has one of those is none of them, whatever its first word says.
fn parts_of_their_heads(sentences: &[Sentence]) -> BTreeSet<String> {
    let facts = sentences.iter().flat_map(|s| s.facts.iter());
    facts
        .filter_map(|fact| match fact {
            Fact::Has { subject: Some(np), items, .. } if np.low.len() > 1 => {
                let head = words::singular(np.last());
                let has = items
                    .iter()
                    .any(|item| item.np.low.len() == 1 && words::singular(item.np.last()) == head);
                has.then(|| key_of(np))
            }
            _ => None,
        })
        .collect()
}

/// How much likelier one of two names must be than the other to be the one that a thing has.
const LIKELIER: f32 = 0.3;

/// A name that begins or ends in a shorter one.
fn within(long: &str, short: &str) -> bool {
    long.strip_suffix(short).is_some_and(|lead| lead.ends_with(' '))
        || long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
}

/// Whether a thing is rather called by a part of its name, by how likely each is the name of one.
pub fn is_likelier(sure: &BTreeMap<String, f32>, long: &str, short: &str) -> bool {
    let of = |key: &str| sure.get(key).copied();
    within(long, short)
        && of(short).is_some_and(|likely| likely >= 0.5 && likely - of(long).unwrap_or(1.0) >= LIKELIER)
}

/// "Our UI translations", which are translations wherever else the text speaks of them; "an appointment row" is an
/// appointment: the thing has the name that is likelier one, where nothing else ends or begins in it.
fn renamed(ballot: &mut Ballot, draft: &Draft) -> Vec<(String, String)> {
    let Draft { sure, unlikely, .. } = draft;
    let mut aliases = Vec::new();
    for short in sure.keys() {
        let mut longs = ballot.by_key.keys().filter(|long| within(long, short));
        let (Some(long), None) = (longs.next().cloned(), longs.next()) else { continue };
        // What is no thing of its own is the other, whatever is said of that.
        let apart = ballot.by_key.get(short).is_some_and(|candidate| candidate.described)
            && !unlikely.contains(&long);
        if apart || !is_likelier(sure, &long, short) {
            continue;
        }
        let Some(gone) = ballot.by_key.shift_remove(&long) else { continue };
        let candidate = ballot.by_key.entry(short.clone()).or_default();
        let (weight, described) = (candidate.weight + gone.weight, candidate.described || gone.described);
        *candidate = Candidate { weight, described, ..gone };
        aliases.push((long, short.clone()));
    }
    aliases
}

/// `support ticket` and `ticket` are one thing where nothing else ends in `ticket`.
fn merge(
    ballot: &mut Ballot,
    values: &BTreeSet<String>,
    apart: &BTreeSet<String>,
    sure: &BTreeMap<String, f32>,
) -> Vec<(String, String)> {
    let mut aliases = Vec::new();
    let keys: Vec<String> = ballot.by_key.keys().cloned().collect();
    let mut by_head: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for key in &keys {
        if let Some(head) = key.rsplit(' ').next().filter(|head| *head != key) {
            by_head.entry(head.to_owned()).or_default().insert(key.clone());
        }
    }
    for (head, longs) in by_head {
        let plain =
            longs.iter().filter(|long| !is_bent(long.split(' ').next().unwrap_or_default(), values)).count();
        for long in &longs {
            let first = long.split(' ').next().unwrap_or_default();
            let bent = is_bent(first, values);
            let has_head = ballot.by_key.contains_key(&head);
            if !(has_head && (plain == 1 || bent)) || apart.contains(long) {
                continue;
            }
            let (Some(a), Some(b)) = (ballot.by_key.get(long).cloned(), ballot.by_key.get(&head).cloned())
            else {
                continue;
            };
            let said = a.described && (!b.described || a.weight > b.weight) && !bent;
            let keep_long = match (sure.get(long), sure.get(&head)) {
                (Some(long), Some(short)) if (long - short).abs() >= LIKELIER => long > short,
                _ => said,
            };
            let (kept, gone) =
                if keep_long { (long.clone(), head.clone()) } else { (head.clone(), long.clone()) };
            let gone_candidate = ballot.by_key.shift_remove(&gone).unwrap_or_default();
            if let Some(candidate) = ballot.by_key.get_mut(&kept) {
                candidate.weight += gone_candidate.weight;
                candidate.described |= gone_candidate.described;
                candidate.user_fields |= gone_candidate.user_fields;
            }
            aliases.push((gone, kept));
        }
    }
    aliases
}

/// "keep track of houseplants: each plant has …": the word that is spoken of alone ends in the one that
/// is described.
fn compounds(ballot: &mut Ballot) -> Vec<(String, String)> {
    let described: Vec<String> = ballot
        .by_key
        .iter()
        .filter(|(key, c)| c.described && key.len() >= 4 && !key.contains(' '))
        .map(|(key, _)| key.clone())
        .collect();
    let mut aliases = Vec::new();
    for short in described {
        let long = ballot.by_key.iter().find(|(key, c)| {
            !c.described
                && c.rule == "G4.manage"
                && !key.contains(' ')
                && key.len() >= short.len() + 3
                && key.ends_with(&short)
        });
        if let Some(long) = long.map(|(key, _)| key.clone()) {
            ballot.by_key.shift_remove(&long);
            aliases.push((long, short));
        }
    }
    aliases
}

/// Two words for one and the same, which no text uses for two things.
const SAME: &[(&str, &str)] = &[
    ("kid", "child"),
    ("film", "movie"),
    ("bike", "bicycle"),
    ("pupil", "student"),
    ("client", "customer"),
    ("booking", "reservation"),
    ("employee", "staff member"),
    ("vet", "veterinarian"),
    ("flat", "apartment"),
    ("enrolment", "enrollment"),
    ("colleague", "employee"),
];

/// "Kids have a name. A meal is for a child": where one of the two is described and the other is not.
fn synonyms(ballot: &mut Ballot) -> Vec<(String, String)> {
    let mut aliases = Vec::new();
    for (one, other) in SAME.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]) {
        let told = |key: &str| ballot.by_key.get(key).is_some_and(|c| c.described);
        if told(one) && !told(other) {
            if let Some(gone) = ballot.by_key.shift_remove(other)
                && let Some(kept) = ballot.by_key.get_mut(one)
            {
                kept.weight += gone.weight;
            }
            aliases.push((other.to_owned(), one.to_owned()));
        }
    }
    aliases
}

/// A word that describes rather than names: an adjective, a participle, a value of some choice.
fn is_bent(first: &str, values: &BTreeSet<String>) -> bool {
    let lexicon = lexicon();
    lexicon.adjectives.contains(first)
        || lexicon.verb(first).is_some_and(|(_, form)| form == Form::Past)
        || lexicon.wishes.contains(first)
        || values.contains(first)
}

/// All words that the text lists as values or states.
pub(super) fn values_of(sentences: &[Sentence]) -> BTreeSet<String> {
    use crate::english::evidence::Mod;
    let mut found = BTreeSet::new();
    let mut take = |mods: &[Mod]| {
        for said in mods {
            if let Mod::Values(values) = said {
                found.extend(values.iter().cloned());
            }
        }
    };
    let mut states: Vec<String> = Vec::new();
    for fact in sentences.iter().flat_map(|s| s.facts.iter()) {
        match fact {
            Fact::Has { items, .. } => {
                for item in items {
                    take(&item.mods);
                    item.members.iter().for_each(|member| take(&member.mods));
                }
            }
            Fact::About { mods, .. } => take(mods),
            Fact::Flow { steps, .. } => {
                let named = steps.iter().filter(|step| !step.to.is_empty());
                states.extend(named.flat_map(|s| s.from.iter().cloned().chain([s.to.clone()])))
            }
            _ => {}
        }
    }
    found.extend(states);
    found
}

/// Notes that nothing but the words around it says that a noun is a thing.
pub fn likely(draft: &mut Draft, sentence: &Sentence, fact: &Fact) {
    let Fact::Mention { np, .. } = fact else { return };
    let Some(name) = draft.resolve(np) else { return };
    let path = format!("/entities/{name}");
    draft.cover(sentence, &np.toks, &Target::Pointer(path.clone()));
    if draft.entities.get(&name).is_some_and(|entity| entity.rule.as_deref() == Some(LIKELY)) {
        let text = format!("{name} is kept, as the words around it suggest");
        draft.assume(text, Some(path), &["it is only spoken of", "it is another name of what is kept"]);
    }
}

/// The words that name an entity go to it.
pub fn cover_names(draft: &mut Draft, sentence: &Sentence, np: &Np) {
    if let Some(name) = draft.resolve(np) {
        draft.cover(sentence, &np.toks, &Target::Pointer(format!("/entities/{name}")));
    }
}
