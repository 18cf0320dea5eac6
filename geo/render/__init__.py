"""The back ends: they draw a MapSpec and decide nothing."""
