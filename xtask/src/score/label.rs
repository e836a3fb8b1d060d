//! The labels of a request as comparable facts, beside those of [`super::facts`].

use anyhow::{Context, Result, bail};

use super::{
    compare::{Kind, Wanted},
    facts::{member, plain, related, right, route, sorted, together, wish},
    field,
    request::Expect,
};

pub fn wanted(expect: &Expect) -> Result<Wanted> {
    let mut wanted = Wanted::default();
    expect.entities.iter().for_each(|entity| wanted.add(Kind::Entities, entity));
    for (entity, fields) in &expect.fields {
        for label in fields {
            field::want(&mut wanted, entity, label)?;
        }
    }
    expect.roles.iter().for_each(|role| wanted.add(Kind::Roles, role));
    expect.commands.iter().for_each(|command| wanted.add(Kind::Commands, command));
    for label in &expect.relations {
        relation(&mut wanted, label).with_context(|| format!("relation `{label}`"))?;
    }
    for label in &expect.endpoints {
        endpoint(&mut wanted, label).with_context(|| format!("endpoint `{label}`"))?;
    }
    for label in &expect.permissions {
        permission(&mut wanted, label).with_context(|| format!("permission `{label}`"))?;
    }
    for label in &expect.rules {
        rule(&mut wanted, label).with_context(|| format!("rule `{label}`"))?;
    }
    for label in &expect.nfr {
        let parts: Vec<&str> = label.split_whitespace().collect();
        let [metric, op, value, ref unit @ ..] = parts[..] else {
            bail!("nfr `{label}`: `metric op value unit`")
        };
        let value: f64 = value.parse().with_context(|| format!("nfr `{label}`"))?;
        wanted.add(Kind::Nfr, wish(metric, op, value, &unit.concat()));
    }
    for label in &expect.functions {
        function(&mut wanted, label).with_context(|| format!("function `{label}`"))?;
    }
    Ok(wanted)
}

fn relation(wanted: &mut Wanted, label: &str) -> Result<()> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let [from, "->", to, kind, rest @ ..] = &words[..] else { bail!("`A -> B many_to_one`") };
    wanted.add(Kind::Relations, related(from, to, kind));
    rest.iter().for_each(|effect| wanted.add(Kind::Deletions, format!("{from} -> {to} {effect}")));
    Ok(())
}

fn endpoint(wanted: &mut Wanted, label: &str) -> Result<()> {
    let mut words = label.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else { bail!("`METHOD /path`") };
    let path = route(path);
    let at = format!("{method} {path}");
    let params: Vec<&str> = words.collect();
    // Listing with parameters: that the list itself exists is no news.
    let list = method == "GET" && path.matches('/').count() == 1 && !params.is_empty();
    if !list {
        wanted.add(Kind::Endpoints, &at);
    }
    for param in params {
        let (key, values) = param.split_once('=').context("a parameter is `key=values`")?;
        for value in values.split(',') {
            let value = match key {
                "sort" => sorted(value),
                "page" => value.to_owned(),
                "filter" | "search" => member(value),
                _ => bail!("a parameter is filter, search, sort or page"),
            };
            wanted.add(Kind::Endpoints, format!("{at} {key}={value}"));
        }
    }
    Ok(())
}

fn permission(wanted: &mut Wanted, label: &str) -> Result<()> {
    let words: Vec<&str> = label.split_whitespace().collect();
    let [role, ops, entity, rest @ ..] = &words[..] else { bail!("`ROLE OPS ENTITY [own]`") };
    let own = match rest {
        [] => false,
        ["own"] => true,
        _ => bail!("`ROLE OPS ENTITY [own]`"),
    };
    let (denied, role) = match role.strip_prefix('!') {
        Some(role) => (true, role),
        None => (false, *role),
    };
    for op in ops.split(',') {
        wanted.add(Kind::Permissions, right(role, op, entity, own, denied));
    }
    Ok(())
}

fn rule(wanted: &mut Wanted, label: &str) -> Result<()> {
    for line in label.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["overlap" | "immutable", _] | ["computed" | "idempotent" | "order" | "compare", _, _] => {
                wanted.add(Kind::Rules, line.trim());
            }
            ["differ", entity, fields] => {
                let mut names: Vec<String> = fields.split(',').map(member).collect();
                names.sort();
                wanted.add(Kind::Rules, format!("differ {entity} {}", names.join(",")));
            }
            ["unique_together", entity, fields] => {
                wanted.add(Kind::Rules, together(entity, fields.split(',')));
            }
            ["limit", entity, max] => wanted.add(Kind::Rules, format!("limit {entity} {max}")),
            ["limit", entity, max, "per", scope] => {
                let per: Vec<String> =
                    scope.split(',').map(|name| format!(" per {}", member(name))).collect();
                wanted.add(Kind::Rules, format!("limit {entity} {max}{}", per.concat()));
            }
            ["state_machine", entity, ref paths @ ..] => {
                for path in paths.concat().split(',') {
                    let states: Vec<String> = path.split('>').map(plain).collect();
                    for step in states.windows(2) {
                        wanted.add(Kind::Rules, format!("state_machine {entity} {}", step.join(">")));
                    }
                }
            }
            _ => bail!("no rule has this form"),
        }
    }
    Ok(())
}

fn function(wanted: &mut Wanted, label: &str) -> Result<()> {
    let (signature, returns) = match label.split_once("->") {
        Some((signature, returns)) => (signature.trim(), Some(returns.trim())),
        None => (label.trim(), None),
    };
    let (name, params) =
        signature.strip_suffix(')').and_then(|s| s.split_once('(')).context("`name(a, b)`")?;
    let params: Vec<&str> = params.split(',').map(str::trim).filter(|param| !param.is_empty()).collect();
    wanted.add(Kind::Functions, format!("{name}({})", params.join(", ")));
    if let Some(returns) = returns {
        wanted.any_of(Kind::Functions, returns.split('/').map(|of| format!("{name} -> {of}")).collect());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::compare::{Said, compare};

    fn wants(expect: Expect, kind: Kind) -> Vec<String> {
        let wanted = wanted(&expect).unwrap_or_default();
        compare(&wanted, &Said::default()).remove(&kind).unwrap_or_default().missing
    }

    #[test]
    fn a_machine_is_its_steps_whether_on_one_line_or_several() {
        let steps = ["state_machine A draft>open", "state_machine A draft>void", "state_machine A open>done"];
        for label in
            ["state_machine A draft>open>done,draft>void", "state_machine A draft>open>done, draft>void"]
        {
            assert_eq!(wants(Expect { rules: vec![label.into()], ..Expect::default() }, Kind::Rules), steps);
        }
        let lines = "state_machine A draft>open>done\nstate_machine A draft>void";
        assert_eq!(wants(Expect { rules: vec![lines.into()], ..Expect::default() }, Kind::Rules), steps);
    }

    #[test]
    fn the_parameters_of_a_list_are_facts_of_their_own() {
        let label = "GET /books filter=genre,author_id sort=-created_at page=25".to_owned();
        assert_eq!(
            wants(Expect { endpoints: vec![label], ..Expect::default() }, Kind::Endpoints),
            [
                "GET /books filter=author",
                "GET /books filter=genre",
                "GET /books page=25",
                "GET /books sort=-created_at"
            ]
        );
    }

    #[test]
    fn a_label_in_no_known_form_is_an_error() {
        let broken = |expect: Expect| wanted(&expect).is_err();
        assert!(broken(Expect { rules: vec!["sometimes Book".into()], ..Expect::default() }));
        assert!(broken(Expect { relations: vec!["Book to Author".into()], ..Expect::default() }));
        assert!(broken(Expect { permissions: vec!["clerk read Book mine".into()], ..Expect::default() }));
        assert!(broken(Expect { nfr: vec!["fast".into()], ..Expect::default() }));
    }
}
