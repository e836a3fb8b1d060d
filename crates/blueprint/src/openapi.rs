//! The OpenAPI document, from the model.

use crate::Model;

pub(crate) fn document(model: &Model) -> String {
    let _ = model;
    "{}\n".into()
}
