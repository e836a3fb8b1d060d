//! The labels of a request at its words.
//!
//! Labels name facts and no places: a name is taken to stand wherever its words do, longer names first.

use std::collections::BTreeSet;

use anyhow::Result;
use domain::intent::Intent;
use spec::{
    Evidence, RulesReader,
    assemble::{
        draft::{Draft, Sentence},
        entities::Vote,
    },
    english::evidence::{Fact, Who},
    weigh::{Text, key::Ties, label::Name, list::Use, right, step::Change},
    words,
};

use crate::score::{Request, member};

/// A request as the reader divides it, with what is right.
pub struct Example {
    pub name: String,
    pub sentences: Vec<Sentence>,
    /// What the first reading says for each noun.
    pub votes: Vec<Vote>,
    /// Changes of state of the first reading.
    pub changes: Vec<Change>,
    /// Thing, from and to.
    pub steps: BTreeSet<(String, String, String)>,
    /// Thing, by any of its words joined, and verb.
    pub deeds: BTreeSet<(String, String)>,
    /// The kind of software that the first reading has.
    pub kind: String,
    /// The kinds that are right.
    pub kinds: Vec<String>,
    pub language: Option<String>,
    pub framework: Option<String>,
    pub storage: Option<String>,
    /// A label for each word and mark of each sentence.
    pub labels: Vec<Vec<u8>>,
    /// Thing and member, each in the singular.
    pub members: BTreeSet<(String, String)>,
    /// Things that have a key to another, and those of which many have a key to one.
    pub keys: BTreeSet<(String, String)>,
    pub many_to_one: BTreeSet<(String, String)>,
    /// What ties things by the first reading.
    pub ties: Ties,
    pub things: BTreeSet<String>,
    /// The labels of rules, each a line.
    pub rules: Vec<String>,
    pub rights: BTreeSet<Allowed>,
    /// What the first reading makes of the same.
    pub read: BTreeSet<Allowed>,
    /// What lists are filtered by, searched in and sorted by: the thing in the singular, and the member as the score
    /// names it.
    pub lists: BTreeSet<(String, Use, String)>,
    /// What the first reading makes of the whole.
    pub draft: Draft,
}

/// The parameters of a label like `GET /books filter=genre sort=-created_at`.
fn lists(label: &str) -> Vec<(String, Use, String)> {
    let mut words = label.split_whitespace();
    let (Some("GET"), Some(path)) = (words.next(), words.next()) else { return Vec::new() };
    let one = |many: &str| {
        let spaced = many.replace(['-', '_'], " ");
        spaced.split_whitespace().map(words::singular).collect::<Vec<_>>().join(" ")
    };
    // `GET /sensors/{id}/readings`
    let steps: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    if let [record, id, rows] = steps.as_slice()
        && id.starts_with(['{', ':'])
    {
        return vec![(one(rows), Use::Below, one(record))];
    }
    let [many] = steps.as_slice() else { return Vec::new() };
    let thing = one(many);
    let of = |param: &str| -> Vec<(String, Use, String)> {
        let Some((key, values)) = param.split_once('=') else { return Vec::new() };
        let one = |value: &str| {
            let usage = match key {
                "filter" => Use::Filter,
                "search" => Use::Search,
                "sort" if value.starts_with('-') => Use::Falling,
                "sort" => Use::Rising,
                _ => return None,
            };
            Some((thing.clone(), usage, member(value.trim_start_matches('-'))))
        };
        values.split(',').filter_map(one).collect()
    };
    words.flat_map(of).collect()
}

/// Who may do what, or may not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Allowed {
    pub deny: bool,
    /// In the singular, its words joined by `_`; `public` is anybody.
    pub role: String,
    /// `create`, `read`, `update`, `delete`, or a verb.
    pub deed: String,
    /// In the singular.
    pub thing: String,
}

/// The steps of a label like `state_machine Ticket new>open>done,open>void`.
fn steps(label: &str) -> Vec<(String, String, String)> {
    let mut words = label.splitn(3, char::is_whitespace);
    let (Some("state_machine"), Some(entity), Some(ways)) = (words.next(), words.next(), words.next()) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for way in ways.split(',') {
        let stations: Vec<Vec<String>> =
            way.split('>').map(|station| station.split('|').map(plain).collect()).collect();
        for two in stations.windows(2) {
            let [before, after] = two else { continue };
            for from in before {
                all.extend(after.iter().map(|to| (thing(entity), from.clone(), to.clone())));
            }
        }
    }
    all
}

/// Lower case, its words joined by `_`.
fn plain(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

/// The thing and the verb of a label like `POST /work-orders/{id}/close`.
fn deed(label: &str) -> Option<(String, String)> {
    let path = label.strip_prefix("POST /")?.split_whitespace().next()?;
    let (things, rest) = path.split_once('/')?;
    let (id, verb) = rest.split_once('/')?;
    let is_id = id.starts_with(['{', ':']);
    let ones: Vec<String> = things.split(['-', '_']).map(words::singular).collect();
    (is_id && !verb.contains('/')).then(|| (ones.join(" "), plain(verb)))
}

/// The words of a role as one, in the singular.
fn role(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ").to_lowercase();
    let ones: Vec<String> = spaced.split_whitespace().map(words::singular).collect();
    ones.join("_")
}

/// The rights of a label like `!clerk create,approve Permit own`.
fn rights(label: &str) -> Vec<Allowed> {
    let deny = label.starts_with('!');
    let mut words = label.trim_start_matches('!').split_whitespace();
    let (Some(who), Some(deeds), Some(entity)) = (words.next(), words.next(), words.next()) else {
        return Vec::new();
    };
    let deed = |deed: &str| if deed == "list" { "read".to_owned() } else { deed.replace(['_', '-'], " ") };
    deeds
        .split(',')
        .map(|name| Allowed { deny, role: role(who), deed: deed(name), thing: thing(entity) })
        .collect()
}

/// A name in the singular, and names that mean the same as one.
pub fn norm(name: &str) -> String {
    let spaced = name.replace(['_', '-'], " ").to_lowercase();
    let ones: Vec<String> = spaced.split_whitespace().map(words::singular).collect();
    let name = ones.join(" ");
    let name = name.strip_prefix("number of ").unwrap_or(&name);
    match name {
        "phone number" | "telephone" | "telephone number" => "phone".to_owned(),
        "mobile number" => "mobile".to_owned(),
        "email address" | "e mail" | "e mail address" => "email".to_owned(),
        name => name.to_owned(),
    }
}

fn thing(name: &str) -> String {
    let parts = words::case::parts(name).unwrap_or_else(|| vec![name.to_lowercase()]);
    let ones: Vec<String> = parts.iter().map(|part| words::singular(&part.to_lowercase())).collect();
    ones.join(" ")
}

impl Example {
    pub fn of(request: &Request) -> Result<Self> {
        let Evidence { sentences, votes, kind, changes, draft } =
            RulesReader::default().evidence(&Intent::of(request.text.clone()))?;
        let expect = &request.expect;
        let (mut members, mut names) = (BTreeSet::new(), Vec::new());
        let split = |name: &str| -> Vec<String> {
            let spaced = name.replace(['_', '-', ' '], " ").to_lowercase();
            spaced.split_whitespace().map(words::singular).collect()
        };
        for entity in &expect.entities {
            names.push((thing(entity).split(' ').map(str::to_owned).collect(), Name::Thing));
        }
        for role in &expect.roles {
            names.push((split(role), Name::Role));
        }
        for (entity, fields) in &expect.fields {
            for field in fields {
                let mut parts = field.split_whitespace();
                let name = parts.next().unwrap_or_default();
                members.insert((thing(entity), norm(name)));
                let whole = split(name);
                if let [number, of, rest @ ..] = whole.as_slice()
                    && number == "number"
                    && of == "of"
                    && !rest.is_empty()
                {
                    names.push((rest.to_vec(), Name::Member));
                }
                names.push((whole, Name::Member));
                for values in parts.filter_map(|part| part.strip_prefix("enum=")) {
                    names.extend(values.split('|').map(|value| (split(value), Name::Value)));
                }
            }
        }
        let rank = |name: Name| Name::ALL.iter().position(|n| *n == name);
        names.retain(|(words, _): &(Vec<String>, Name)| !words.is_empty());
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(rank(a.1).cmp(&rank(b.1))).then(a.0.cmp(&b.0)));
        names.dedup();
        let labels = {
            let text = Text::of(&sentences);
            text.sentences.iter().map(|line| mark(&line.sentence.toks, &line.ones, &names)).collect()
        };
        let related = |label: &String| {
            let (from, rest) = label.split_once(" -> ")?;
            Some((thing(from), thing(rest.split_whitespace().next()?)))
        };
        let many_to_one = expect.relations.iter().filter(|label| label.contains("many_to_one"));
        Ok(Self {
            name: request.name.clone(),
            labels,
            members,
            keys: expect.relations.iter().filter_map(related).collect(),
            many_to_one: many_to_one.filter_map(related).collect(),
            ties: Ties::of(&draft.relations),
            things: expect.entities.iter().map(|name| thing(name)).collect(),
            rules: expect.rules.iter().flat_map(|label| label.lines()).map(str::to_owned).collect(),
            read: read(&sentences),
            lists: expect.endpoints.iter().flat_map(|label| lists(label)).collect(),
            draft,
            rights: expect.permissions.iter().flat_map(|label| rights(label)).collect(),
            sentences,
            votes,
            changes,
            steps: expect.rules.iter().flat_map(|label| steps(label)).collect(),
            deeds: expect.endpoints.iter().filter_map(|label| deed(label)).collect(),
            kind,
            kinds: expect.kind.iter().flat_map(|kinds| kinds.split('/')).map(str::to_owned).collect(),
            language: expect.language.clone(),
            framework: expect.framework.clone(),
            storage: expect.storage.clone(),
        })
    }
}

/// The rights that the first reading has.
fn read(sentences: &[Sentence]) -> BTreeSet<Allowed> {
    let mut all = BTreeSet::new();
    for fact in sentences.iter().flat_map(|sentence| &sentence.facts) {
        let Fact::Permit { who, acts, objects, deny, .. } = fact else { continue };
        for (who, _) in who {
            let role = match who {
                Who::Public => "public".to_owned(),
                Who::Role(name) | Who::Holder(name) => role(name),
                Who::User => "user".to_owned(),
            };
            for (deed, np) in acts
                .iter()
                .flat_map(|act| right::deeds(&act.verb))
                .flat_map(|deed| objects.iter().map(move |np| (deed.clone(), np)))
            {
                let thing = spec::weigh::text::key(np);
                all.insert(Allowed { deny: *deny, role: role.clone(), deed, thing });
            }
        }
    }
    all
}

/// The words of a sentence in the singular, those of `frame_number` and `frameNumber` apart, each with its token.
fn apart(toks: &[spec::english::token::Tok], ones: &[String]) -> Vec<(String, usize)> {
    let mut words = Vec::new();
    for (at, (tok, one)) in toks.iter().zip(ones).enumerate() {
        let parts = if tok.word { words::case::parts(&tok.raw) } else { None };
        match parts {
            Some(parts) if parts.len() > 1 => {
                words.extend(parts.iter().map(|part| (words::singular(&part.to_lowercase()), at)));
            }
            _ if tok.is("-") => {}
            _ => words.push((one.clone(), at)),
        }
    }
    words
}

fn mark(toks: &[spec::english::token::Tok], ones: &[String], names: &[(Vec<String>, Name)]) -> Vec<u8> {
    let words = apart(toks, ones);
    let mut labels = vec![0; toks.len()];
    for (name, kind) in names {
        for window in words.windows(name.len()) {
            if !window.iter().map(|(word, _)| word).eq(name.iter()) {
                continue;
            }
            let (Some((_, from)), Some((_, to))) = (window.first(), window.last()) else { continue };
            let Some(slots) = labels.get_mut(*from..=*to) else { continue };
            if slots.iter().all(|label| *label == 0) {
                slots.fill(kind.later());
                slots[0] = kind.first();
            }
        }
    }
    labels
}
