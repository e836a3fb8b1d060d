//! A record that is somebody's own: made by them, naming them, or hanging on a record that is theirs.

use super::access::{Hold, Op, Right};
use super::scenario::{Member, Operand, Step};
use super::write::Writer;
use crate::model::{Entity, Verb};

/// Steps after which the record kept as `save` is the account's; None where nobody can bring that about.
pub fn of(w: &Writer<'_, '_>, role: &str, account: &str, save: &str) -> Option<Vec<Step>> {
    let named = |key: &str| vec![Member::new(key, Operand::AccountId { account: account.to_owned() })];
    match w.world.accounts.hold(w.thing.entity, role) {
        Hold::Made => Some(vec![make(w.thing.one, vec![], Some(account), save)]),
        Hold::Named(key) => Some(vec![make(w.thing.one, named(&key), None, save)]),
        Hold::Through { key, owner } => {
            let to = &w.thing.entity.relation(&key)?.to;
            let parent = w.world.thing(to)?;
            let kept = format!("{save}_{}", parent.one);
            let may = |entity: &Entity| {
                let create = Op { verb: Verb::Create, action: None };
                w.world.accounts.right(entity, &create, role) != Right::No
            };
            let theirs = if parent.is_named_by(&owner) {
                make(parent.one, named(&owner), None, &kept)
            } else {
                may(parent.entity).then(|| make(parent.one, vec![], Some(account), &kept))?
            };
            let hung = vec![Member::new(&key, Operand::id_of(&kept))];
            // Whoever hangs records only on what is their own hangs it there themselves.
            let bound = w.thing.entity.relation(&key)?.reach.as_ref().is_some_and(|reach| reach.holds(role));
            let makes = bound && may(w.thing.entity);
            Some(vec![theirs, make(w.thing.one, hung, makes.then_some(account), save)])
        }
    }
}

fn make(factory: &str, with: Vec<Member>, by: Option<&str>, save: &str) -> Step {
    Step::Make {
        factory: factory.to_owned(),
        with,
        by: by.map(str::to_owned),
        save: Some(save.to_owned()),
        times: 1,
    }
}
