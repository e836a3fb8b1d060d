//! Mutants: the same program with one constraint taken out at one layer.

use domain::{
    Spec,
    project::{Mutant, Part, Tree},
};

use crate::{
    Error, Model,
    render::{Cut, Renderer},
};

/// Permissions are resolved before templates see them, so they are cut out of the model.
const PERMISSION_LAYER: &str = "route";

pub(crate) fn list(renderer: &Renderer, model: &Model) -> Result<Vec<Mutant>, Error> {
    let asked = renderer.asked(model)?;
    let mut list = Vec::new();
    for requirement in &model.requirements {
        let mut layers: Vec<String> = asked
            .iter()
            .filter(|cut| cut.pointer == requirement.pointer)
            .map(|cut| cut.layer.clone())
            .collect();
        if permission(&requirement.pointer).is_some() && is_used(model, &requirement.pointer) {
            layers.push(PERMISSION_LAYER.to_owned());
        }
        for layer in layers {
            list.push(Mutant {
                id: format!("{}@{layer}", requirement.id),
                requirement: requirement.id.clone(),
                kind: requirement.kind,
                title: format!("without ({layer}): {}", requirement.text),
                layer,
            });
        }
    }
    Ok(list)
}

pub(crate) fn render(renderer: &Renderer, spec: &Spec, model: &Model, mutant: &str) -> Result<Tree, Error> {
    let unknown = || Error::UnknownMutant(mutant.to_owned());
    let known = list(renderer, model)?.into_iter().find(|m| m.id == mutant).ok_or_else(unknown)?;
    let requirement = model.requirements.iter().find(|r| r.id == known.requirement).ok_or_else(unknown)?;
    if let Some(index) = permission(&requirement.pointer) {
        return renderer.render(&Model::without_permission(spec, index)?, Part::Code, None);
    }
    let cut = Cut { pointer: requirement.pointer.clone(), layer: known.layer };
    renderer.render(model, Part::Code, Some(&cut))
}

fn permission(pointer: &str) -> Option<usize> {
    pointer.strip_prefix("/auth/permissions/").and_then(|index| index.parse().ok())
}

/// Whether any route rests on the permission.
fn is_used(model: &Model, pointer: &str) -> bool {
    let operations = model.entities.iter().flat_map(|entity| &entity.operations);
    operations.into_iter().any(|op| op.access.pointers.iter().any(|p| p == pointer))
}
