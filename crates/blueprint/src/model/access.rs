//! Who may do what: permissions resolved per operation of an entity.
//!
//! What an allow permission names is denied to everybody it does not name. What no allow
//! permission names, every account may do.

use domain::Origin;
use domain::spec::{Auth, Effect, Permission, Spec};

use super::{Access, Owner, Verb};

/// The permissions of a spec, one possibly left out.
pub(super) struct Permissions<'a> {
    auth: Option<&'a Auth>,
    left_out: Option<usize>,
}

impl<'a> Permissions<'a> {
    pub(super) fn new(spec: &'a Spec, left_out: Option<usize>) -> Self {
        let auth = spec.auth.as_ref().filter(|auth| auth.scheme != "none");
        Self { auth, left_out }
    }

    /// Whether none is left out: a mutant may contradict itself.
    pub(super) fn are_whole(&self) -> bool {
        self.left_out.is_none()
    }

    /// All permissions, the left-out one too, that name the entity or every entity.
    pub(super) fn of_entity(&self, entity: &str) -> impl Iterator<Item = (usize, &'a Permission)> {
        let all: &[Permission] = self.auth.map_or(&[], |auth| &auth.permissions);
        let entity = entity.to_owned();
        all.iter().enumerate().filter(move |(_, p)| p.entity.as_ref().is_none_or(|named| *named == entity))
    }

    /// Whether a permission about the entity names the verb as an operation of its own.
    pub(super) fn names_action(&self, entity: &str, verb: &str) -> bool {
        let name = super::names::identifier(verb);
        self.of_entity(entity).any(|(_, p)| names(p, Verb::Action, Some((verb, &name))))
    }

    /// `action` is the verb of a state change, as path segment and as identifier.
    pub(super) fn access(
        &self,
        entity: &str,
        verb: Verb,
        action: Option<(&str, &str)>,
        owner: Option<&Owner>,
    ) -> Access {
        if self.auth.is_none() {
            return Access { public: true, ..Access::default() };
        }
        // Who may read one row may list; else rows kept from others could be listed by everybody.
        let lists = self.of_entity(entity).any(|(_, p)| names(p, Verb::List, None));
        let verb_named = if verb == Verb::List && !lists { Verb::Read } else { verb };
        let named: Vec<_> = self.of_entity(entity).filter(|(_, p)| names(p, verb_named, action)).collect();
        let pointers = named.iter().map(|(i, _)| format!("/auth/permissions/{i}")).collect();
        let mut access = Access { pointers, ..Access::default() };
        let kept: Vec<_> = named.iter().filter(|(i, _)| Some(*i) != self.left_out).map(|(_, p)| *p).collect();
        // What nobody said opens no account: whoever changes another's password has it.
        let opens = |p: &&&Permission| owner == Some(&Owner::Itself) && is_default_for_all(p);
        let allows: Vec<_> =
            kept.iter().filter(|p| p.effect == Effect::Allow).filter(|p| !opens(p)).collect();
        if allows.is_empty() {
            default_access(&mut access, verb, owner);
        }
        for permission in allows {
            let own = permission.condition.is_some();
            for role in &permission.roles {
                match (role.as_str(), own) {
                    ("public", _) => access.public = true,
                    ("user", false) => access.any = true,
                    (_, false) => push(&mut access.roles, role),
                    (_, true) => push(&mut access.own, role),
                }
            }
        }
        for permission in kept.iter().filter(|p| p.effect == Effect::Deny) {
            for role in &permission.roles {
                match (role.as_str(), permission.condition.is_some()) {
                    ("public", _) => access.public = false,
                    (_, false) => push(&mut access.denied, role),
                    (_, true) => push(&mut access.denied_own, role),
                }
            }
        }
        // A denied role cannot come in without a token either.
        if !access.denied.is_empty() || !access.denied_own.is_empty() {
            if access.public {
                access.any = true;
            }
            access.public = false;
        }
        access.keep_denials_that_take();
        if self.left_out.is_some_and(|i| named.iter().any(|(n, _)| *n == i)) {
            let full = Permissions { auth: self.auth, left_out: None }.access(entity, verb, action, owner);
            // Stating what holds anyway: what can be taken out is the demand for a token.
            if full == access {
                access = Access { public: true, pointers: access.pointers, ..Access::default() };
            }
        }
        access
    }
}

impl Access {
    /// Who is not let in needs no denial: one that takes nothing away would be code that no test can miss.
    fn keep_denials_that_take(&mut self) {
        let Self { any, roles, own, denied, denied_own, .. } = self;
        let all_own = own.iter().any(|role| role == "user");
        let let_in = |role: &String| *any || all_own || roles.contains(role) || own.contains(role);
        denied.retain(&let_in);
        denied_own.retain(&let_in);
    }
}

/// Accounts look after themselves; everything else is open to every account.
fn default_access(access: &mut Access, verb: Verb, owner: Option<&Owner>) {
    let own_account = owner == Some(&Owner::Itself);
    match verb {
        Verb::Create if own_account => access.roles.push("admin".into()),
        Verb::Update | Verb::Replace | Verb::Delete | Verb::Action if own_account => {
            access.roles.push("admin".into());
            access.own.push("user".into());
        }
        _ => access.any = true,
    }
}

/// Whether it was only assumed, and for everybody.
fn is_default_for_all(permission: &Permission) -> bool {
    permission.origin == Some(Origin::Default)
        && permission.condition.is_none()
        && permission.roles.iter().any(|role| role == "user")
        && permission.ops.iter().any(|op| !matches!(op.as_str(), "read" | "list"))
}

fn push(roles: &mut Vec<String>, role: &str) {
    if !roles.iter().any(|known| known == role) {
        roles.push(role.to_owned());
    }
}

/// Whether the permission speaks of the operation.
fn names(permission: &Permission, verb: Verb, action: Option<(&str, &str)>) -> bool {
    permission.ops.iter().any(|op| match verb {
        Verb::Create => op == "create",
        Verb::List => op == "list",
        Verb::Read => op == "read",
        Verb::Update | Verb::Replace => op == "update",
        Verb::Delete => op == "delete",
        Verb::Action => action.is_some_and(|(verb, name)| {
            let op = op.to_lowercase().replace([' ', '_'], "-");
            op == verb || op == name.replace('_', "-")
        }),
        // What such a route counts as is asked instead.
        Verb::Route => false,
    })
}
