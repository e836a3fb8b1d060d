//! Who may do what, read from the permissions of the spec: the tests' own reading.
//!
//! Permissions that name the entity or none count for it. Where none allows an
//! operation to somebody, every account may do it; a denial wins over what is allowed;
//! who may read may list, unless a permission speaks of listing.

use std::collections::BTreeSet;

use domain::Origin;
use domain::ownership::Ownership;
use domain::spec::{Auth, Effect, Permission, Spec};

use super::scenario::Account;
use crate::model::{Entity, Model, Operation, Owner, Verb};

/// How far a role's right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    Any,
    Own,
    No,
}

/// An operation as permissions call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    pub verb: Verb,
    /// Of an action: `approve`, `in-progress`.
    pub action: Option<String>,
}

impl Op {
    pub fn of(operation: &Operation) -> Self {
        let Some(route) = &operation.route else {
            let action = operation.action.as_ref().map(|action| action.verb.clone());
            return Self { verb: operation.verb, action };
        };
        // A route of its own counts as what it comes nearest to.
        let verb = operation.path.rsplit('/').find(|part| !part.starts_with('{'));
        let action = verb.filter(|_| route.as_verb == Verb::Action).map(str::to_owned);
        Self { verb: route.as_verb, action }
    }

    fn named_by(&self, permission: &Permission) -> bool {
        permission.ops.iter().any(|op| match self.verb {
            Verb::Create => op == "create",
            Verb::List => op == "list",
            Verb::Read => op == "read",
            Verb::Update | Verb::Replace => op == "update",
            Verb::Delete => op == "delete",
            Verb::Action => {
                self.action.as_deref() == Some(op.to_lowercase().replace(['_', ' '], "-").as_str())
            }
            Verb::Route => false,
        })
    }
}

/// What makes a record an account's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// It made the record.
    Made,
    /// The key of the record names it.
    Named(String),
    /// The key points to a record whose own key names it.
    Through { key: String, owner: String },
}

pub struct Accounts<'a> {
    auth: Option<&'a Auth>,
    entities: &'a [Entity],
    pub roles: Vec<String>,
}

impl<'a> Accounts<'a> {
    pub fn of(spec: &'a Spec, model: &'a Model) -> Self {
        let auth = spec.auth.as_ref().filter(|_| model.accounts);
        Self { auth, entities: &model.entities, roles: model.roles.clone() }
    }

    pub fn exist(&self) -> bool {
        self.auth.is_some()
    }

    /// Pointers of the permissions that speak of the operation.
    pub fn spoken(&self, entity: &Entity, op: &Op) -> Vec<(usize, &'a Permission)> {
        let all: &[Permission] = self.auth.map_or(&[], |auth| &auth.permissions);
        let of_entity = |p: &Permission| p.entity.as_ref().is_none_or(|named| *named == entity.name);
        let named = |op: &Op| -> Vec<(usize, &'a Permission)> {
            all.iter().enumerate().filter(|(_, p)| of_entity(p) && op.named_by(p)).collect()
        };
        let opens = |p: &Permission| {
            // What nobody said opens no account.
            let assumed = p.origin == Some(Origin::Default) && p.condition.is_none();
            let changes = p.ops.iter().any(|op| !matches!(op.as_str(), "read" | "list"));
            entity.owner == Some(Owner::Itself)
                && assumed
                && changes
                && p.roles.iter().any(|role| role == "user")
        };
        let named = |op: &Op| -> Vec<(usize, &'a Permission)> {
            named(op).into_iter().filter(|(_, p)| !opens(p)).collect()
        };
        let own = named(op);
        if own.is_empty() && op.verb == Verb::List {
            return named(&Op { verb: Verb::Read, action: None });
        }
        own
    }

    /// Whether no token is needed.
    pub fn public(&self, entity: &Entity, op: &Op) -> bool {
        if self.auth.is_none() {
            return true;
        }
        let spoken = self.spoken(entity, op);
        let names = |p: &Permission| p.roles.iter().any(|role| role == "public");
        spoken.iter().any(|(_, p)| p.effect == Effect::Allow && names(p))
            && !spoken.iter().any(|(_, p)| p.effect == Effect::Deny)
    }

    pub fn right(&self, entity: &Entity, op: &Op, role: &str) -> Right {
        if self.auth.is_none() {
            return Right::Any;
        }
        let spoken = self.spoken(entity, op);
        let speaks_of = |p: &Permission| {
            p.roles.iter().any(|named| named == role || named == "user" || named == "public")
        };
        if spoken.iter().any(|(_, p)| p.effect == Effect::Deny && p.condition.is_none() && speaks_of(p)) {
            return Right::No;
        }
        let allows: Vec<&Permission> =
            spoken.iter().map(|(_, p)| *p).filter(|p| p.effect == Effect::Allow).collect();
        if allows.is_empty() {
            return self.unspoken(entity, op, role);
        }
        let mut right = Right::No;
        for permission in allows.into_iter().filter(|p| speaks_of(p)) {
            if permission.condition.is_none() {
                return Right::Any;
            }
            right = Right::Own;
        }
        right
    }

    /// Accounts look after themselves; everything else is open to every account.
    fn unspoken(&self, entity: &Entity, op: &Op, role: &str) -> Right {
        match op.verb {
            Verb::Create | Verb::Update | Verb::Replace | Verb::Delete | Verb::Action
                if entity.owner == Some(Owner::Itself) =>
            {
                match (role, op.verb) {
                    ("admin", _) => Right::Any,
                    (_, Verb::Create) => Right::No,
                    _ => Right::Own,
                }
            }
            _ => Right::Any,
        }
    }

    /// How records of the entity are the role's own: what is said of the role before what is said of all.
    pub fn hold(&self, entity: &Entity, role: &str) -> Hold {
        let all: &[Permission] = self.auth.map_or(&[], |auth| &auth.permissions);
        let of = |role: &str| {
            let named = |p: &&Permission| {
                p.entity.as_ref() == Some(&entity.name) && p.roles.iter().any(|named| named == role)
            };
            let told = all.iter().filter(named).filter_map(|p| Ownership::of(p.condition.as_deref()?));
            told.filter_map(|told| match told {
                Ownership::Maker => None,
                Ownership::Named { key } => Some(Hold::Named(key)),
                Ownership::Through { key, owner } => Some(Hold::Through { key, owner }),
            })
            .next()
        };
        of(role).or_else(|| of("user")).unwrap_or(Hold::Made)
    }

    /// Whom a key of records names that say nothing else: somebody of the role that it makes owners of.
    pub fn named(&self, entity: &Entity, key: &str) -> String {
        let held = |role: &&String| self.hold(entity, role) == Hold::Named(key.to_owned());
        // Not the account that has all rights where there is another.
        let mut roles = self.roles.iter().filter(held);
        let found = roles.clone().find(|role| *role != "admin").or_else(|| roles.next());
        found.cloned().unwrap_or_else(|| "user".to_owned())
    }

    /// Whether a record that says nothing else is the own one of the role's account.
    fn comes_to(&self, entity: &Entity, role: &str) -> bool {
        let made = |entity: &Entity| self.maker(entity).as_deref() == Some(account(role).as_str());
        match self.hold(entity, role) {
            Hold::Made => made(entity) && entity.owner != Some(Owner::Itself),
            Hold::Named(key) => self.named(entity, &key) == role,
            Hold::Through { key, owner } => {
                let to = entity.relation(&key).map(|relation| &relation.to);
                let parent = self.entities.iter().find(|e| Some(&e.name) == to);
                parent.is_some_and(|parent| match &parent.owner {
                    Some(Owner::Key(made_by)) if *made_by == owner => made(parent),
                    _ => self.named(parent, &owner) == role,
                })
            }
        }
    }

    /// The account that makes records: an ordinary one where that may.
    pub fn maker(&self, entity: &Entity) -> Option<String> {
        if !self.exist() {
            return Some("anyone".to_owned());
        }
        let create = Op { verb: Verb::Create, action: None };
        let role = self.in_order().into_iter().find(|role| self.right(entity, &create, role) != Right::No)?;
        Some(account(&role))
    }

    /// An account that may do it to the records of the maker.
    pub fn who(&self, entity: &Entity, op: &Op) -> Option<String> {
        if !self.exist() {
            return Some("anyone".to_owned());
        }
        let maker = self.maker(entity);
        let order = self.in_order();
        let may = |role: &&String| match self.right(entity, op, role) {
            Right::Any => true,
            Right::Own => self.comes_to(entity, role),
            Right::No => false,
        };
        // The maker itself where that may: fewer people in each story.
        let role = order.iter().find(|role| maker.as_deref() == Some(account(role).as_str()) && may(role));
        role.or_else(|| order.iter().find(may)).map(|role| account(role))
    }

    /// Ordinary accounts first, the administrator last.
    fn in_order(&self) -> Vec<String> {
        let mut roles: Vec<String> = self.roles.iter().filter(|role| *role != "admin").cloned().collect();
        roles.push("admin".to_owned());
        roles
    }

    /// Every account that scenarios may name.
    pub fn all(&self) -> Vec<Account> {
        if !self.exist() {
            return vec![Account { name: "anyone".to_owned(), role: None }];
        }
        let mut all = vec![Account { name: "anonymous".to_owned(), role: None }];
        for role in &self.roles {
            all.push(Account { name: account(role), role: Some(role.clone()) });
            all.push(Account { name: other(role), role: Some(role.clone()) });
        }
        all
    }
}

/// `as_librarian`
pub fn account(role: &str) -> String {
    format!("as_{}", crate::model::names::identifier(role))
}

/// A second account of the same role.
pub fn other(role: &str) -> String {
    format!("as_other_{}", crate::model::names::identifier(role))
}

/// Accounts that some scenario really uses.
pub fn used(all: Vec<Account>, names: &BTreeSet<String>) -> Vec<Account> {
    all.into_iter().filter(|account| names.contains(&account.name)).collect()
}
