//! Records that keys point at, and values that several records have to share.

use super::scenario::{Member, Operand, Step};
use super::world::Thing;
use super::write::Writer;
use crate::model::{Relation, Verb};
use domain::spec::RelationKind;

/// Steps that make what is shared, and the members that share it.
#[derive(Default)]
pub struct Shared {
    pub steps: Vec<Step>,
    pub members: Vec<Member>,
}

/// A target for the key, kept as `<prefix><name>`; None where there is no way to make one.
pub fn target(w: &Writer<'_, '_>, key: &Relation, prefix: &str, shared: &mut Shared) -> Option<Operand> {
    let one = match w.world.thing(&key.to) {
        Some(thing) => {
            super::factory::factory(w.world, thing).ok()?;
            let save = format!("{prefix}{}", kept(w, key));
            let (with, by) = theirs(w, key, thing);
            shared.steps.push(Step::Make {
                factory: thing.one.to_owned(),
                with,
                by,
                save: Some(save.clone()),
                times: 1,
            });
            Operand::id_of(&save)
        }
        None => {
            let role = w.world.accounts.named(w.thing.entity, &key.field);
            let other = prefix.contains("other");
            let account = if other { super::access::other(&role) } else { super::access::account(&role) };
            Operand::AccountId { account }
        }
    };
    Some(if key.kind == RelationKind::ManyToMany { Operand::List { items: vec![one] } } else { one })
}

/// Who hangs records only on what is their own needs a target that names them, or that they made.
fn theirs(w: &Writer<'_, '_>, key: &Relation, target: &Thing<'_>) -> (Vec<Member>, Option<String>) {
    let account = w.who(Verb::Create).or_else(|| w.world.accounts.maker(w.thing.entity));
    let role = w.world.accounts.all().into_iter().find(|known| Some(&known.name) == account.as_ref());
    let role = role.and_then(|known| known.role);
    match (&key.reach, account, role) {
        (Some(reach), Some(account), Some(role)) if reach.holds(&role) => {
            if target.is_named_by(&reach.owner) {
                (vec![Member::new(&reach.owner, Operand::AccountId { account })], None)
            } else {
                (vec![], Some(account))
            }
        }
        _ => (vec![], None),
    }
}

/// Under which name the key's target is kept: `author` for `author_id`; never that of the record itself.
pub fn kept(w: &Writer<'_, '_>, key: &Relation) -> String {
    let name = super::world::variable(key.field.trim_end_matches("_ids").trim_end_matches("_id"));
    if name == w.thing.var { format!("target_{name}") } else { name }
}

/// Equal values in all of the fields (an owner's key is equal by itself); `n` chooses which.
pub fn shared(w: &Writer<'_, '_>, fields: &[String], prefix: &str, n: u64) -> Option<Shared> {
    let mut shared = Shared::default();
    for name in fields {
        if let Some(key) = w.thing.entity.relation(name) {
            if key.owner {
                continue;
            }
            let value = target(w, key, prefix, &mut shared)?;
            shared.members.push(Member::new(name, value));
        } else if !shared.members.iter().any(|member| member.name == *name) {
            let value = w.thing.values(name)?.nth(n)?;
            for member in w.along(name, value)? {
                if !shared.members.iter().any(|known| known.name == member.name) {
                    shared.members.push(member);
                }
            }
        }
    }
    Some(shared)
}
