"""Speed, measured against what else one could do, as ratios within one run."""
