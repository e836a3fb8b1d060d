//! Who there is, where it is said among other things: a role that accounts have one of is no field of theirs, and
//! whoever is listed as a role is no passer-by.

use crate::{
    english::{
        evidence::{Fact, Item, Mod, Who},
        people::stated,
    },
    words,
};

use super::draft::{Draft, Sentence};

/// Takes the roles out of what accounts are said to have, before anything is made a field.
pub fn settle(sentences: &mut [Sentence]) {
    for sentence in sentences.iter_mut() {
        among_members(sentence);
    }
    let facts = || sentences.iter().flat_map(|sentence| &sentence.facts);
    let listed =
        facts().filter_map(|fact| if let Fact::Roles { names, .. } = fact { Some(names) } else { None });
    let stated: Vec<String> = listed.flatten().cloned().chain(sentences.iter().flat_map(owning)).collect();
    let acting =
        facts().filter_map(|fact| if let Fact::Permit { who, .. } = fact { Some(who) } else { None });
    let acting =
        acting.flatten().filter_map(|(who, _)| if let Who::Role(role) = who { Some(role) } else { None });
    let acting: Vec<String> = acting.chain(&stated).cloned().collect();
    for sentence in sentences.iter_mut() {
        with_an_account(sentence, &stated);
        holding(sentence, &acting);
    }
}

/// `users (email, role: admin or member)`, `a user has a name and a role (admin, staff)`, `the role of a user is
/// reader or writer`
fn among_members(sentence: &mut Sentence) {
    let mut found: Vec<Fact> = Vec::new();
    for fact in &mut sentence.facts {
        match fact {
            Fact::Has { subject, items, .. } => {
                if subject.as_ref().is_some_and(Draft::is_user) {
                    items.retain(|item| !takes(item, &mut found));
                }
                for item in items.iter_mut().filter(|item| Draft::is_user(&item.np)) {
                    item.members.retain(|member| !takes(member, &mut found));
                }
            }
            Fact::About { field: Some(field), owner, mods, toks } => {
                let of_user = owner.as_ref().is_some_and(Draft::is_user)
                    || field
                        .of
                        .as_deref()
                        .is_some_and(|of| matches!(words::singular(of).as_str(), "user" | "account"));
                let item =
                    Item { np: field.clone(), mods: mods.clone(), toks: toks.clone(), ..Item::default() };
                if of_user && takes(&item, &mut found) {
                    *fact = Fact::Filler { toks: toks.start..toks.start };
                }
            }
            _ => {}
        }
    }
    sentence.facts.extend(found);
}

/// Whether the member is the role of an account; its values are the roles then.
fn takes(item: &Item, found: &mut Vec<Fact>) -> bool {
    let named =
        matches!(item.np.key().as_str(), "role" | "roles" | "user role" | "account role" | "access role");
    let listed: Vec<String> = item
        .mods
        .iter()
        .filter_map(|said| match said {
            Mod::Values(values) => Some(values.clone()),
            _ => None,
        })
        .flatten()
        .chain(item.members.iter().map(|member| member.np.key()))
        .collect();
    let roles: Vec<String> = listed.iter().filter_map(|value| role_of(value)).collect();
    if !named || roles.is_empty() {
        return false;
    }
    found.push(Fact::Roles { names: roles, toks: item.toks.clone() });
    let first = item.mods.iter().find_map(|said| match said {
        Mod::Default(value) => value.as_str().and_then(role_of),
        _ => None,
    });
    if let Some(name) = first {
        found.push(Fact::FirstRole { name, toks: item.toks.clone() });
    }
    true
}

fn role_of(value: &str) -> Option<String> {
    match words::snake(&words::singular(value))?.as_str() {
        "user" => None,
        "administrator" => Some("admin".to_owned()),
        role => Some(role.to_owned()),
    }
}

/// "Only the host who owns the show", where hosts are a role: of theirs, and nobody else's.
fn holding(sentence: &mut Sentence, acting: &[String]) {
    for fact in &mut sentence.facts {
        let Fact::Permit { who, own, .. } = fact else { continue };
        for (who, _) in who.iter_mut() {
            if let Who::Holder(name) = who
                && acting.contains(name)
            {
                *own = true;
                *who = Who::Role(name.clone());
            }
        }
    }
}

/// "Guests can cancel their own bookings": who has records of their own is known by an account.
fn owning(sentence: &Sentence) -> Vec<String> {
    let mut found = Vec::new();
    for fact in &sentence.facts {
        let Fact::Permit { who, own, objects, deny: false, .. } = fact else { continue };
        if !own && !objects.iter().any(|np| np.own) {
            continue;
        }
        for (_, at) in who.iter().filter(|(who, _)| *who == Who::Public) {
            let one = at.clone().last().filter(|n| {
                sentence
                    .toks
                    .get(*n)
                    .is_some_and(|tok| matches!(words::singular(&tok.low).as_str(), "guest" | "visitor"))
            });
            found.extend(one.and_then(|n| stated::role(&sentence.toks, &(n..n + 1))));
        }
    }
    found
}

/// "Roles: guest, host": guests have accounts then, and "guests can book" speaks of those.
fn with_an_account(sentence: &mut Sentence, stated: &[String]) {
    let toks = &sentence.toks;
    for fact in &mut sentence.facts {
        let (Fact::Permit { who, .. } | Fact::Transition { by: who, .. }) = fact else { continue };
        for (who, at) in who.iter_mut().filter(|(who, _)| *who == Who::Public) {
            let last = at.clone().last().map(|n| n..n + 1);
            if let Some(role) =
                last.and_then(|name| stated::role(toks, &name)).filter(|role| stated.contains(role))
            {
                *who = Who::Role(role);
            }
        }
    }
}
