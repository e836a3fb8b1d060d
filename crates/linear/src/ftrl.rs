//! FTRL-Proximal: steps that grow smaller for each weight by itself, and weights that stay nought until enough speaks
//! against it (McMahan and others, "Ad Click Prediction: a View from the Trenches", KDD 2013, algorithm 1).

/// How a model is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How often all examples are gone through.
    pub rounds: usize,
    /// How far the first steps go.
    pub alpha: f32,
    /// How much a weight has to earn before it is not nought.
    pub l1: f32,
    /// How much large weights cost.
    pub l2: f32,
    /// Decides the order of the examples in each round.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 15, alpha: 0.1, l1: 0.3, l2: 0.3, seed: 1 }
    }
}

const BETA: f32 = 1.0;

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Learned {
    pub(crate) weight: f32,
    z: f32,
    n: f32,
}

impl Learned {
    pub(crate) fn step(&mut self, gradient: f32, settings: &Settings) {
        if gradient.abs() < 1e-6 {
            return;
        }
        let squares = self.n + gradient * gradient;
        let sigma = (squares.sqrt() - self.n.sqrt()) / settings.alpha;
        self.z += gradient - sigma * self.weight;
        self.n = squares;
        self.weight = if self.z.abs() <= settings.l1 {
            0.0
        } else {
            -(self.z - settings.l1.copysign(self.z)) / ((BETA + self.n.sqrt()) / settings.alpha + settings.l2)
        };
    }
}
