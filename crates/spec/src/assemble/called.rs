//! What some words may call: a field or a key of an entity, whatever the one who asks calls it.

use std::cell::OnceCell;

use domain::spec::{Field, FieldType, Relation};
use indexmap::IndexMap;

use super::draft::Draft;
use crate::{english::evidence::Np, words};

/// A phrase, and the names under which an entity may have what it says: worked out once, asked of any entity.
pub struct Called<'d> {
    draft: &'d Draft,
    np: Np,
    names: Vec<String>,
    target: OnceCell<Option<String>>,
    moment: OnceCell<Vec<String>>,
}

impl<'d> Called<'d> {
    pub fn of(draft: &'d Draft, np: &Np) -> Self {
        Self { draft, names: names(np), np: np.clone(), target: OnceCell::new(), moment: OnceCell::new() }
    }

    /// The entity that the phrase names.
    fn target(&self) -> Option<&String> {
        self.target.get_or_init(|| self.draft.resolve(&self.np)).as_ref()
    }

    /// See [`Draft::is_any_of`].
    pub fn is_any_of(&self, entity: &str) -> bool {
        let Some(target) = self.target() else { return false };
        let keys = self.draft.relations.iter().filter(|r| r.from == entity && r.to == *target);
        let keys: Vec<_> = keys.map(|r| r.field.as_deref()).collect();
        if keys.len() < 2 {
            return false;
        }
        let name = words::snake(&words::singular(&self.np.low.join(" ")));
        let own = name.map(|name| format!("{name}_id"));
        !keys.contains(&own.as_deref())
    }

    /// See [`Draft::member`].
    pub fn member_of(&self, entity: &str) -> Option<String> {
        let Self { draft, np, names, .. } = self;
        let fields = &draft.entities.get(entity)?.fields;
        let own = || draft.relations.iter().filter(|r| r.from == entity);
        // "by guest", where guests are counted too: the key to a guest.
        let exact = names.first().is_some_and(|name| fields.contains_key(name));
        let keyed = self.target().filter(|_| !exact && !np.plural).and_then(|target| {
            let mut keys = own().filter(|r| r.to == *target);
            keys.next().filter(|_| keys.next().is_none()).and_then(|r| r.field.clone())
        });
        if let Some(key) = keyed {
            return Some(key);
        }
        if let Some(found) = names.iter().find(|name| fields.contains_key(*name)) {
            return Some(found.clone());
        }
        if let Some(found) = self.in_unit(fields).or_else(|| self.same_count(fields)) {
            return Some(found);
        }
        let of = |relation: &&Relation| {
            let Some(field) = relation.field.as_deref() else { return self.target() == Some(&relation.to) };
            let key = field.strip_suffix("_id");
            self.target() == Some(&relation.to)
                || names.iter().any(|name| key == Some(name.as_str()) || field == name)
        };
        // "by team", where a match has a home team and an away team: neither of them.
        if self.is_any_of(entity) {
            return None;
        }
        if let Some(key) = own().find(of).and_then(|relation| relation.field.clone()) {
            return Some(key);
        }
        if matches!(np.key().as_str(), "user" | "account" | "owner") {
            return own().find(|r| r.to == "User").and_then(|r| r.field.clone());
        }
        if let Some(found) = self.same_moment(fields) {
            return Some(found);
        }
        // "date" where there is one field that ends so; "sunlight" where one begins so.
        let tail = names.first()?;
        let only = |fits: &dyn Fn(&str) -> bool| {
            let mut found = fields.keys().filter(|name| fits(name));
            match (found.next(), found.next()) {
                (Some(only), None) => Some(only.clone()),
                _ => None,
            }
        };
        only(&|name| name.strip_suffix(tail.as_str()).is_some_and(|lead| lead.ends_with('_')))
            .or_else(|| only(&|name| name.strip_prefix(tail.as_str()).is_some_and(|s| s.starts_with('_'))))
            .or_else(|| {
                // "by date" is the day on which it begins, or the only one.
                let timely = |name: &str| fields.get(name).is_some_and(is_moment);
                let begins = |name: &str| timely(name) && name.starts_with("start");
                matches!(tail.as_str(), "date" | "day")
                    .then(|| only(&|name| timely(name)).or_else(|| only(&|name| begins(name))))
                    .flatten()
            })
    }

    /// "the end km" of what has an `end`, counted in km.
    fn in_unit(&self, fields: &IndexMap<String, Field>) -> Option<String> {
        let (unit, rest) = self.np.low.split_last().filter(|(_, rest)| !rest.is_empty())?;
        if !crate::english::modifier::is_unit(unit) {
            return None;
        }
        let name = words::snake(&rest.join(" "))?;
        let told = fields.get(&name)?.description.as_deref()?;
        told.ends_with(unit.as_str()).then_some(name)
    }

    /// "the maximum number of guests" is `max_guests`.
    fn same_count(&self, fields: &IndexMap<String, Field>) -> Option<String> {
        let plain = |words: &mut dyn Iterator<Item = &str>| -> String {
            let kept = words.filter(|word| !matches!(*word, "number" | "of" | "no" | "count"));
            let short = kept.map(|word| match word {
                "maximum" | "maximal" => "max".to_owned(),
                "minimum" | "minimal" => "min".to_owned(),
                word => words::singular(word),
            });
            short.collect::<Vec<_>>().join("_")
        };
        if !self.np.counts() {
            return None;
        }
        let wanted = plain(&mut self.np.low.iter().map(String::as_str));
        let mut found = fields.keys().filter(|name| plain(&mut name.split('_')) == wanted);
        found.next().filter(|_| found.next().is_none()).cloned()
    }

    /// "the lodged date" is `lodged_at`, "check-in date" is `checked_in_at`: the one moment of which the same
    /// is said, whatever its name ends in.
    fn same_moment(&self, fields: &IndexMap<String, Field>) -> Option<String> {
        let wanted = self.moment.get_or_init(|| moment_of(self.np.low.iter().map(String::as_str)));
        if wanted.is_empty() {
            return None;
        }
        let mut found =
            fields.iter().filter(|(name, field)| is_moment(field) && moment_of(name.split('_')) == *wanted);
        let (name, _) = found.next()?;
        found.next().is_none().then(|| name.clone())
    }
}

fn is_moment(field: &Field) -> bool {
    matches!(field.ql_type, FieldType::Date | FieldType::DateTime)
}

/// The names that a field may have of which the phrase speaks, the likeliest first.
fn names(np: &Np) -> Vec<String> {
    let said = np.low.join(" ");
    let mut names: Vec<String> =
        [words::snake(&np.name), words::snake(&words::singular(&said)), words::snake(&words::plural(&said))]
            .into_iter()
            .flatten()
            .collect();
    // "the number of places" is `places`.
    if let [number, of, rest @ ..] = np.low.as_slice()
        && number == "number"
        && of == "of"
        && !rest.is_empty()
    {
        names.extend([
            rest.join("_"),
            format!("{}_count", words::singular(&rest.join("_"))),
            format!("{}_count", rest.join("_")),
        ]);
    }
    // "before the horse was born"
    if matches!(np.low.as_slice(), [born] if born == "born" || born == "birth") {
        names.extend(["birth_date", "date_of_birth", "birthday", "birthdate", "dob"].map(str::to_owned));
    }
    let Some(name) = names.first().cloned() else { return names };
    // "start date" for `start`, "due date" for `due`.
    for tail in ["_date", "_time", "_at", "_on"] {
        names.push(format!("{name}{tail}"));
        names.extend(name.strip_suffix(tail).map(str::to_owned));
    }
    // "issue date" of what is `issued_on`, "due date" of what is `due_on`.
    if let Some(stem) = name.strip_suffix("_date").or_else(|| name.strip_suffix("_time")) {
        for tail in ["_on", "_at", "d_on", "d_at", "ed_on", "ed_at", "s_on", "s_at"] {
            names.push(format!("{stem}{tail}"));
        }
    }
    names.extend(name.strip_suffix('s').map(str::to_owned));
    names.push(format!("{name}s"));
    // "the arrival" of what `arrives_at`.
    let acts =
        [("arrival", "arrive"), ("departure", "depart"), ("expiry", "expire"), ("expiration", "expire")];
    if let Some((_, verb)) = acts.iter().find(|(noun, _)| *noun == name) {
        names.extend(["s_at", "s_on", "s"].map(|tail| format!("{verb}{tail}")));
    }
    for tail in ["s_at", "s_on", "ed_at", "ed_on", "_datetime", "_number", "_no"] {
        names.push(format!("{name}{tail}"));
    }
    names
}

/// What happens at a moment: its name without the words that only say that it is one, each verb plain.
fn moment_of<'a>(name: impl Iterator<Item = &'a str>) -> Vec<String> {
    let lexicon = crate::english::lexicon::lexicon();
    let said = name.filter(|word| !matches!(*word, "date" | "time" | "day" | "at" | "on" | "-" | "datetime"));
    said.map(|word| match word {
        "arrival" => "arrive".to_owned(),
        "departure" => "depart".to_owned(),
        "expiry" | "expiration" => "expire".to_owned(),
        "publication" => "publish".to_owned(),
        "delivery" => "deliver".to_owned(),
        "registration" => "register".to_owned(),
        "creation" => "create".to_owned(),
        word => lexicon.verb(word).map_or_else(|| words::singular(word), |(base, _)| base.to_owned()),
    })
    .collect()
}
