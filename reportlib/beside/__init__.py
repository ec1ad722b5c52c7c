"""What people lay beside the reports: manifest.csv, bodies.csv, explanations.csv and rollups.csv."""
