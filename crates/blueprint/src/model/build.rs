//! Builds the model: entities, relations, owners, rules, operations, in this order.

use domain::{requirement::requirements, spec::Spec};

use super::{
    Entity, Model, OpenQuestion, Storage, access::Permissions, entity, holders, names, operations, reach,
    refuse, rules,
};
use crate::Error;

pub(super) fn model(spec: &Spec, left_out: Option<usize>) -> Result<Model, Error> {
    let accounts = accounts(spec)?;
    let first_role = if accounts { Some(first_role(spec)?) } else { None };
    let mut entities = Vec::new();
    for (name, stated) in &spec.entities {
        entities.push(entity::entity(name, stated, first_role.as_deref().filter(|_| name == "User"))?);
    }
    if accounts && !spec.entities.contains_key("User") {
        let mut user = entity::entity("User", &domain::spec::Entity::default(), first_role.as_deref())?;
        user.stated = false;
        entities.push(user);
    }
    distinct(&entities)?;
    entity::relations(spec, &mut entities, accounts)?;
    holders::set(spec, &mut entities)?;
    let permissions = Permissions::new(spec, left_out);
    for entity in &mut entities {
        if entity.account || permissions.of_entity(&entity.name).any(|(_, p)| owned(entity, p)) {
            entity::own(entity)?;
        }
    }
    refuse::entities(&entities)?;
    let (text_rules, transitions) = rules::rules(spec, &mut entities)?;
    operations::operations(spec, &mut entities, &transitions, &permissions)?;
    refuse::operations(&mut entities)?;
    reach::set(spec, &mut entities);
    for entity in &mut entities {
        let Some(machine) = &entity.machine else { continue };
        // Every row has a state; clients may leave the first one out.
        if let Some(state) = entity.fields.iter_mut().find(|f| f.name == machine.field) {
            (state.nullable, state.required) = (false, false);
        }
    }
    let storage = storage(spec)?;
    let creation = entity::creation_order(&mut entities);
    if storage == Storage::Sqlite {
        // SQLite lets a foreign key name a table that is made later, and cannot add one afterwards.
        entities.iter_mut().flat_map(|e| &mut e.relations).for_each(|r| r.late = false);
    }
    let requirements = requirements(spec);
    Ok(Model {
        project: spec.project.name.clone(),
        title: names::title(&spec.project.name),
        intent: spec.source.intent.clone(),
        storage,
        accounts,
        roles: roles(spec, accounts),
        first_role: first_role.unwrap_or_default(),
        entities,
        creation,
        requirement_ids: requirements.iter().map(|r| (r.pointer.clone(), r.id.clone())).collect(),
        requirements,
        text_rules,
        assumptions: spec.assumptions.iter().map(|a| a.text.clone()).collect(),
        questions: spec.open_questions.iter().map(question).collect(),
    })
}

/// An own-condition concerns an entity when it names it, or names all and there is a relation to `User`.
fn owned(entity: &Entity, permission: &domain::spec::Permission) -> bool {
    let named = |key: &str| entity.holders.iter().any(|h| h.parent.is_none() && h.key == key);
    permission.condition.as_deref() == Some("own")
        && (permission.entity.is_some()
            || entity.relations.iter().any(|r| r.to == "User" && r.link.is_none() && !named(&r.field)))
}

fn question(question: &domain::spec::Question) -> OpenQuestion {
    let shown = |value: &serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    OpenQuestion {
        id: question.id.clone(),
        text: question.text.clone(),
        proposal: shown(&question.proposal),
        answer: question.answer.as_ref().map(shown),
        by_proposal: question.by_proposal,
    }
}

fn storage(spec: &Spec) -> Result<Storage, Error> {
    match spec.project.storage.as_deref() {
        None | Some("sqlite") => Ok(Storage::Sqlite),
        Some("postgres") => Ok(Storage::Postgres),
        Some(other) => Err(Error::NotCovered {
            place: "/project/storage".into(),
            why: format!("records are kept in sqlite or postgres, not in {other}"),
        }),
    }
}

fn accounts(spec: &Spec) -> Result<bool, Error> {
    let Some(auth) = &spec.auth else { return Ok(false) };
    if auth.tenant.is_some() {
        return Err(Error::NotCovered {
            place: "/auth/tenant".into(),
            why: "tenants are not offered yet".into(),
        });
    }
    match auth.scheme.as_str() {
        "jwt" => Ok(true),
        "none" => {
            let restricts = |p: &domain::spec::Permission| p.roles.iter().any(|r| r != "public");
            match auth.permissions.iter().position(restricts) {
                Some(i) => Err(Error::Contradiction {
                    place: format!("/auth/permissions/{i}"),
                    why: "it names a role, but there is no sign-in (auth.scheme is none)".into(),
                }),
                None => Ok(false),
            }
        }
        other => Err(Error::NotCovered {
            place: "/auth/scheme".into(),
            why: format!("accounts sign in with jwt, not with {other}"),
        }),
    }
}

fn roles(spec: &Spec, accounts: bool) -> Vec<String> {
    if !accounts {
        return Vec::new();
    }
    let mut roles = vec!["admin".to_owned(), "user".to_owned()];
    let auth = spec.auth.iter();
    for role in auth
        .flat_map(|a| a.roles.iter().chain(&a.first_role).chain(a.permissions.iter().flat_map(|p| &p.roles)))
    {
        if role != "public" && !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles
}

/// With which an account begins: `user`, or what the spec says; nobody begins as an administrator.
fn first_role(spec: &Spec) -> Result<String, Error> {
    let place = || "/auth/first_role".to_owned();
    match spec.auth.as_ref().and_then(|auth| auth.first_role.clone()) {
        None => Ok("user".to_owned()),
        Some(role) if role == "admin" || role == "public" => {
            Err(Error::NotCovered { place: place(), why: format!("accounts do not begin as {role}") })
        }
        Some(role) if !names::is_snake(&role) => Err(Error::BadName { place: place(), name: role }),
        Some(role) => Ok(role),
    }
}

/// Two entities must not meet in a table, a module or a path.
fn distinct(entities: &[Entity]) -> Result<(), Error> {
    for (i, entity) in entities.iter().enumerate() {
        let twin = entities.iter().take(i).find(|e| e.table == entity.table || e.plural == entity.plural);
        if let Some(twin) = twin {
            let why = format!("{} and {} would share the table `{}`", twin.name, entity.name, entity.table);
            return Err(Error::Contradiction { place: entity.pointer.clone(), why });
        }
    }
    Ok(())
}
