//! What no statement names: who may do it follows from what was said of the same thing.
//!
//! Where nothing was said, everybody who is logged in may. A right that was kept to some people or to
//! their own records holds for the deeds that go further, too: who alone may edit events alone may
//! delete them, and who sees only their own expenses changes no others. What belongs to such a record
//! is kept as it is: who sees only their own albums sees no photos of others' albums.

use domain::{
    Origin,
    ownership::Ownership,
    spec::{Effect, Permission, RelationKind},
};
use indexmap::IndexMap;

use super::{
    draft::Draft,
    permits::{ALL, is_bounded, is_deed, owner_key},
};

/// A role, and whether it may for its own records only.
type Holder = (String, bool);

/// Nobody does to a record what they may not see: "members see only their own loans; a member can return a
/// loan" speaks of a loan of theirs.
pub fn within_sight(draft: &Draft, permissions: &mut Vec<Permission>) {
    let mut narrowed: Vec<Permission> = Vec::new();
    for entity in draft.entities.keys() {
        let said = said_of(permissions, entity);
        let rights = Rights::of(&said, &draft.roles);
        let blind: Vec<String> = said
            .iter()
            .flat_map(|p| &p.roles)
            .filter(|role| role.as_str() != "admin" && rights.sees_own_only(role))
            .cloned()
            .collect();
        for permission in permissions.iter_mut().filter(|p| {
            p.effect == Effect::Allow && p.condition.is_none() && p.entity.as_ref() == Some(entity)
        }) {
            let goes_on = |op: &String| !matches!(op.as_str(), "create" | "read" | "list");
            let held: Vec<String> = permission.roles.iter().filter(|r| blind.contains(r)).cloned().collect();
            if held.is_empty() || !permission.ops.iter().any(goes_on) {
                continue;
            }
            let mut own = permission.clone();
            (own.roles, own.condition) = (held.clone(), Some("own".to_owned()));
            own.ops.retain(goes_on);
            permission.ops.retain(|op| !goes_on(op));
            let mut others = own.clone();
            (others.roles, others.condition) = (permission.roles.clone(), None);
            others.roles.retain(|role| !held.contains(role));
            narrowed.extend([own, others]);
        }
    }
    // In place of what it was: what is told by an index keeps it.
    for part in narrowed.into_iter().filter(|part| !part.roles.is_empty()) {
        match permissions
            .iter_mut()
            .find(|p| p.ops.is_empty() && p.entity == part.entity && p.src == part.src)
        {
            Some(empty) => *empty = part,
            None => permissions.push(part),
        }
    }
}

/// Those who may make a record: who was said to, else whom the other rights make the makers.
pub fn makers(draft: &Draft, entity: &str) -> Vec<String> {
    let said = said_of(&draft.permissions, entity);
    let rights = Rights::of(&said, &draft.roles);
    let stated = rights.stated(&["create"]);
    let found = if stated.is_empty() { rights.holders("create") } else { stated };
    let mut makers: Vec<String> = Vec::new();
    for (role, _) in found {
        if !makers.contains(&role) {
            makers.push(role);
        }
    }
    makers
}

/// Adds a permission for each operation that no statement covers.
pub fn rest(draft: &mut Draft, permissions: &mut Vec<Permission>) {
    let kept = kept_with(draft, permissions);
    for (part, whole) in &kept {
        if permissions.iter().any(|p| p.entity.as_ref() == Some(whole) && keyed(p).is_some()) {
            continue;
        }
        owner_key(draft, part, None, None);
        if let Some(key) = draft.relations.iter_mut().find(|r| r.from == *part && r.to == "User") {
            key.origin = Some(Origin::Default);
            key.rule = Some("G6.kept".to_owned());
        }
        draft.assume(
            format!("{part} records are kept to the accounts that their {whole} is kept to"),
            Some("/auth/permissions".to_owned()),
            &["everybody who is logged in", "administrators only"],
        );
    }
    let mut open: IndexMap<(Vec<Holder>, Vec<String>), Vec<String>> = IndexMap::new();
    for entity in draft.entities.keys() {
        let said = said_of(permissions, kept.get(entity).unwrap_or(entity));
        let spoken = said_of(permissions, entity);
        let unspoken = |op: &String| {
            !spoken.iter().any(|p| p.ops.contains(op))
                && !draft.denied.iter().any(|(e, denied)| e == entity && denied == op)
        };
        let ops = ALL.iter().map(|op| (*op).to_owned()).chain(actions(draft, Some(entity)));
        let rights = Rights::of(&said, &draft.roles);
        let looked = rights.stated(&["read", "list"]);
        let open_to_see = looked.iter().any(|(role, own)| is_everybody(role) && !own);
        let blanket = (said.is_empty() || open_to_see) && permissions.iter().any(is_blanket);
        let mut groups: IndexMap<Vec<Holder>, Vec<String>> = IndexMap::new();
        for op in ops.filter(unspoken) {
            let mut holders = rights.holders(&op);
            // Everybody looks after the own account: whoever changes another's password has it, and the addresses
            // of others are nobody's business.
            let open = holders == [("user".to_owned(), false)];
            if entity == "User" && open {
                holders = if op == "create" { Vec::new() } else { vec![("user".to_owned(), true)] };
                holders.push(("admin".to_owned(), false));
            }
            // A record that makes an account the owner of others is kept by whoever keeps those.
            if let Some(keepers) =
                draft.kept_by.get(entity).filter(|_| !matches!(op.as_str(), "read" | "list"))
            {
                holders = keepers.iter().map(|role| (role.clone(), false)).collect();
            }
            // Where all that was said is that administrators may do everything, others look on.
            let looks = matches!(op.as_str(), "read" | "list");
            if blanket && !looks && holders == [("user".to_owned(), false)] {
                holders = vec![("admin".to_owned(), false)];
            }
            holders.retain(|(role, _)| !confined(permissions, entity, role, looks));
            if holders.is_empty() {
                holders = vec![("admin".to_owned(), false)];
            }
            groups.entry(holders).or_default().push(op);
        }
        // "Patients read only their own", and administrators enter all of them: whoever makes a record sees it.
        let seen = Rights::of(&spoken, &draft.roles).stated(&["read", "list"]);
        let admin = vec![("admin".to_owned(), false)];
        let makes = groups.get(&admin).is_some_and(|ops| ops.iter().any(|op| op == "create"));
        if makes && !seen.is_empty() && seen.iter().all(|(_, own)| *own) {
            let denied = |op: &str| draft.denied.iter().any(|(e, denied)| e == entity && *denied == op);
            let looks = ["read", "list"].into_iter().filter(|op| !denied(op)).map(str::to_owned);
            groups.entry(admin).or_default().extend(looks);
        }
        for group in groups {
            open.entry(group).or_default().push(entity.clone());
        }
    }
    let whole =
        open.len() == 1 && open.values().next().is_some_and(|names| names.len() == draft.entities.len());
    let mut assumed: Vec<&str> = Vec::new();
    for ((holders, ops), names) in open {
        let limited = holders != [("user".to_owned(), false)];
        let text = if limited {
            "what was kept to some people or to their own records is kept so for the deeds that nobody spoke of"
        } else {
            "what nobody restricted is open to everybody who is logged in"
        };
        if !assumed.contains(&text) {
            assumed.push(text);
        }
        let scopes: Vec<Option<String>> =
            if whole { vec![None] } else { names.into_iter().map(Some).collect() };
        for entity in scopes {
            for own in [false, true] {
                let roles: Vec<String> =
                    holders.iter().filter(|(_, of)| *of == own).map(|(role, _)| role.clone()).collect();
                if roles.is_empty() {
                    continue;
                }
                let default = |roles, entity, condition| Permission {
                    effect: Effect::Allow,
                    roles,
                    ops: ops.clone(),
                    entity,
                    condition,
                    src: None,
                    origin: Some(Origin::Default),
                    rule: None,
                };
                if !own {
                    permissions.push(default(roles, entity.clone(), None));
                    continue;
                }
                // Whose a record is depends on the thing, and may on the role.
                let things: Vec<String> = match &entity {
                    Some(entity) => vec![entity.clone()],
                    None => draft.entities.keys().cloned().collect(),
                };
                for thing in things {
                    let mut ways: IndexMap<String, Vec<String>> = IndexMap::new();
                    for role in &roles {
                        let way = own_condition(draft, permissions, &kept, &thing, role);
                        ways.entry(way).or_default().push(role.clone());
                    }
                    if ways.contains_key("own") && thing != "User" {
                        let known = draft.relations.len();
                        super::owners::key_of_maker(draft, permissions, &thing);
                        draft
                            .relations
                            .iter_mut()
                            .skip(known)
                            .for_each(|key| key.origin = Some(Origin::Default));
                    }
                    for (way, roles) in ways {
                        permissions.push(default(roles, Some(thing.clone()), Some(way)));
                    }
                }
            }
        }
    }
    for text in assumed {
        draft.assume(text, Some("/auth/permissions".to_owned()), &["administrators only", "everybody"]);
    }
}

/// Whether what was said of a role and a thing is all that it may do there: "members can only view photos", and
/// "members can view photos" as much, since who looks on was never said to write.
fn confined(permissions: &[Permission], entity: &str, role: &str, looks: bool) -> bool {
    let said = || {
        permissions.iter().filter(|p| {
            p.origin == Some(Origin::Stated)
                && p.effect == Effect::Allow
                && p.entity.as_ref().is_none_or(|named| named == entity)
                && p.roles.iter().any(|named| named == role)
        })
    };
    // "Users can only see their own": whose it is, and not what they do with it.
    let bounded = said().any(|p| is_bounded(p) && p.condition.is_none());
    // Whose record names them and who only sees those was never said to write them either.
    // "Crews can see missions and set them to closed": a step of theirs, and no more.
    let onlooker = |p: &Permission| {
        (p.condition.is_none() || keyed(p).is_some())
            && p.ops.iter().all(|op| matches!(op.as_str(), "read" | "list") || !ALL.contains(&op.as_str()))
    };
    let looks_on = !looks && !is_everybody(role) && said().next().is_some() && said().all(onlooker);
    bounded || looks_on
}

/// How a record is the role's own, as what was said of it tells; else they made it.
fn own_condition(
    draft: &Draft,
    permissions: &[Permission],
    kept: &IndexMap<String, String>,
    entity: &str,
    role: &str,
) -> String {
    let of = |entity: &str| {
        permissions
            .iter()
            .filter(|p| p.entity.as_deref() == Some(entity) && p.roles.iter().any(|named| named == role))
            .find_map(keyed)
    };
    let by_whole = || {
        let whole = kept.get(entity)?;
        let Some(Ownership::Named { key: owner }) = Ownership::of(&of(whole)?) else { return None };
        let relation = draft.relations.iter().find(|r| r.from == entity && r.to == *whole)?;
        Some(Ownership::Through { key: relation.field.clone()?, owner }.condition())
    };
    of(entity).or_else(by_whole).unwrap_or_else(|| "own".to_owned())
}

/// The condition of a right to records that are one's own by a key.
fn keyed(permission: &Permission) -> Option<String> {
    permission.condition.clone().filter(|said| said.starts_with("own:"))
}

/// Who may change a record or make one sees what they changed: all where they change all, else their own.
pub fn sight(draft: &mut Draft, permissions: &mut Vec<Permission>) {
    let mut more = Vec::new();
    for entity in draft.entities.keys().filter(|name| *name != "User") {
        let said = said_of(permissions, entity);
        let allows: Vec<&&Permission> = said.iter().filter(|p| p.effect == Effect::Allow).collect();
        let looks = |op: &String| matches!(op.as_str(), "read" | "list");
        let sees = |p: &Permission, role: &str| {
            p.ops.iter().any(looks)
                && p.roles.iter().any(|named| named == role || is_everybody(named) && p.condition.is_none())
        };
        // Nobody spoke of seeing, or nobody is kept from it.
        if !allows.iter().any(|p| p.ops.iter().any(looks)) {
            continue;
        }
        for role in draft.roles.iter().filter(|role| *role != "admin") {
            let theirs: Vec<&Permission> = allows
                .iter()
                .map(|p| **p)
                .filter(|p| p.roles.iter().any(|named| named == role) && !p.ops.iter().all(looks))
                .collect();
            if theirs.is_empty() || allows.iter().any(|p| sees(p, role)) {
                continue;
            }
            let changes = |p: &&&Permission| p.ops.iter().any(|op| !looks(op) && op != "create");
            let all = theirs.iter().filter(changes).any(|p| p.condition.is_none());
            let own = theirs.iter().find_map(|p| p.condition.clone());
            if !all && own.is_none() {
                continue;
            }
            more.push(Permission {
                effect: Effect::Allow,
                roles: vec![role.clone()],
                ops: vec!["read".to_owned(), "list".to_owned()],
                entity: Some(entity.clone()),
                condition: own.filter(|_| !all),
                src: None,
                origin: Some(Origin::Default),
                rule: None,
            });
        }
    }
    if !more.is_empty() {
        permissions.extend(more);
        draft.assume(
            "who may change records sees them too",
            Some("/auth/permissions".to_owned()),
            &["only who was said to see them"],
        );
    }
}

/// Nothing was said of the first, and it belongs to a record of the second that people see only of their own.
fn kept_with(draft: &Draft, permissions: &[Permission]) -> IndexMap<String, String> {
    let personal = |entity: &String| {
        let said = said_of(permissions, entity);
        let sight = Rights::of(&said, &draft.roles).stated(&["read", "list"]);
        let kept = sight.iter().any(|(_, own)| *own) && !sight.iter().any(|(r, own)| is_everybody(r) && !own);
        kept && draft.relations.iter().any(|r| r.from == *entity && r.to == "User")
    };
    let mut kept: IndexMap<String, String> = IndexMap::new();
    // As often as there are things: parts have parts of their own.
    for _ in 0..draft.entities.len() {
        let found = draft.relations.iter().find_map(|relation| {
            let (part, whole) = (&relation.from, &relation.to);
            let belongs = relation.kind == RelationKind::ManyToOne && relation.required == Some(true);
            let free = !kept.contains_key(part)
                && draft.entities.contains_key(part)
                && said_of(permissions, part).is_empty()
                && !draft.relations.iter().any(|r| r.from == *part && r.to == "User");
            let source = kept.get(whole).unwrap_or(whole);
            (belongs && free && part != whole && personal(source)).then(|| (part.clone(), source.clone()))
        });
        let Some((part, source)) = found else { break };
        kept.insert(part, source);
    }
    kept
}

/// The permissions that speak of a thing. "Admins can do everything" says nothing of what others may.
fn said_of<'p>(permissions: &'p [Permission], entity: &str) -> Vec<&'p Permission> {
    permissions
        .iter()
        .filter(|p| p.entity.as_ref().is_none_or(|named| named == entity) && !is_blanket(p))
        .collect()
}

/// Everything, for the people who look after the whole.
fn is_blanket(permission: &Permission) -> bool {
    permission.effect == Effect::Allow
        && permission.entity.is_none()
        && permission.condition.is_none()
        && permission.roles == ["admin"]
        && ALL.iter().all(|op| permission.ops.iter().any(|named| named == op))
}

/// The verbs that move records of the entity, or of any.
pub fn actions(draft: &Draft, entity: Option<&str>) -> Vec<String> {
    let mut verbs: Vec<String> = Vec::new();
    for (_, known) in draft.verbs.iter().filter(|(name, _)| entity.is_none_or(|entity| entity == *name)) {
        for verb in known {
            if !verbs.contains(verb) {
                verbs.push(verb.clone());
            }
        }
    }
    verbs
}

fn is_everybody(role: &str) -> bool {
    matches!(role, "user" | "public")
}

/// What was said of one thing: for each deed those who may.
struct Rights<'a> {
    said: &'a [&'a Permission],
    roles: &'a [String],
}

impl<'a> Rights<'a> {
    fn of(said: &'a [&'a Permission], roles: &'a [String]) -> Self {
        Self { said, roles }
    }

    /// Those who may do one of the deeds; empty where none was spoken of.
    fn stated(&self, ops: &[&str]) -> Vec<Holder> {
        let mut found: Vec<Holder> = Vec::new();
        for permission in self
            .said
            .iter()
            .filter(|p| p.effect == Effect::Allow && p.ops.iter().any(|op| ops.contains(&op.as_str())))
        {
            for role in &permission.roles {
                let holder = (role.clone(), permission.condition.is_some());
                if !found.contains(&holder) {
                    found.push(holder);
                }
            }
        }
        found
    }

    /// Those who make records, and whether nothing says that they may do more than that: then what they made is all
    /// that they change. Only "only editors may create pages" makes the pages those of all editors.
    fn made(&self) -> Vec<Holder> {
        let mut found: Vec<Holder> = Vec::new();
        for permission in
            self.said.iter().filter(|p| p.effect == Effect::Allow && p.ops.iter().any(|op| op == "create"))
        {
            let deed_alone = permission.ops.len() == 1;
            for role in &permission.roles {
                let kept = match role.as_str() {
                    "admin" | "public" => false,
                    "user" => is_deed(permission),
                    _ => {
                        is_deed(permission)
                            || is_bounded(permission)
                            || permission.rule.as_deref() == Some("G6.role-can")
                    }
                };
                // What somebody without an account made belongs to nobody who could change it.
                let nobodys = role == "public" && is_deed(permission);
                let role = if nobodys { "admin".to_owned() } else { role.clone() };
                let holder = (role, permission.condition.is_some() || deed_alone && kept);
                if !found.contains(&holder) {
                    found.push(holder);
                }
            }
        }
        found
    }

    fn holders(&self, op: &str) -> Vec<Holder> {
        let everybody = || vec![("user".to_owned(), false)];
        if matches!(op, "read" | "list") {
            // Reading one and reading all are one right, and no other right says who may.
            let read = self.stated(&["read", "list"]);
            return if read.is_empty() { everybody() } else { read };
        }
        // The nearest deed first. Who alone may delete says nothing of those who edit, unless it is of their own.
        let owned = |ops: &[&str]| -> Vec<Holder> {
            let found = self.stated(ops);
            if found.iter().any(|(_, own)| *own) { found } else { Vec::new() }
        };
        let near: [Vec<Holder>; 4] = match op {
            "delete" => [self.stated(&["update"]), self.made(), Vec::new(), Vec::new()],
            "create" => [self.stated(&["update"]), owned(&["delete"]), Vec::new(), Vec::new()],
            "update" => [owned(&["delete"]), self.made(), Vec::new(), Vec::new()],
            _ => [self.stated(&["update"]), owned(&["delete"]), self.made(), Vec::new()],
        };
        let mut found =
            near.into_iter().find(|found| !found.is_empty()).unwrap_or_else(|| self.changers_by_sight());
        if op == "create" {
            // There is nothing yet that is theirs.
            found.iter_mut().for_each(|(_, own)| *own = false);
            let mut seen = std::collections::BTreeSet::new();
            found.retain(|(role, _)| seen.insert(role.clone()));
        } else {
            found.iter_mut().for_each(|(role, own)| *own |= self.sees_own_only(role));
        }
        // Not even the public changes what it was not told to change.
        let open = found.iter().any(|(role, own)| is_everybody(role) && !own);
        if found.is_empty() || open { everybody() } else { found }
    }

    /// Who may change what is only said to be seen: of people who see their own, they; of those who
    /// look at all, the others.
    fn changers_by_sight(&self) -> Vec<Holder> {
        let sight = self.stated(&["read", "list"]);
        if sight.is_empty() || sight.iter().any(|(role, own)| is_everybody(role) && !own) {
            return Vec::new();
        }
        // Who approves a request is not who makes it.
        let steps = |role: &String| {
            self.said
                .iter()
                .any(|p| p.roles.contains(role) && p.ops.iter().any(|op| !ALL.contains(&op.as_str())))
        };
        // "HR can read everything" says of no thing in particular that the others keep it.
        let of_all = self.said.iter().all(|p| p.entity.is_none());
        let others: Vec<Holder> = self
            .roles
            .iter()
            .filter(|_| !of_all)
            .filter(|role| !sight.iter().any(|(seeing, _)| seeing == *role) && !steps(role))
            .map(|role| (role.clone(), false))
            .collect();
        let mine: Vec<Holder> = sight.iter().filter(|(_, own)| *own).cloned().collect();
        match (mine.iter().any(|(role, _)| role == "user"), others.is_empty()) {
            (true, _) => mine,
            (false, false) => others,
            (false, true) if mine.is_empty() && of_all => vec![("admin".to_owned(), false)],
            (false, true) if mine.is_empty() => sight,
            (false, true) => mine,
        }
    }

    fn sees_own_only(&self, role: &str) -> bool {
        let sight = self.stated(&["read", "list"]);
        let mut of_role =
            sight.iter().filter(|(seeing, _)| seeing == role || is_everybody(seeing)).peekable();
        of_role.peek().is_some() && of_role.all(|(_, own)| *own)
    }
}
