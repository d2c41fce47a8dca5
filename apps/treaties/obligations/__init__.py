"""What States owe by date: reports to treaty bodies, the UPR, meetings and other dated duties."""
