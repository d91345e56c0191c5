#!/usr/bin/perl
# A SCRAM-SHA-256 client that is not ours (Debian: libauthen-scram-perl), for test_impostor.py. It says its two messages on
# standard output and reads the server's from standard input; exit 0: the server's signature is right.
use strict;
use warnings;
use Authen::SCRAM::Client;

$| = 1;
my $client = Authen::SCRAM::Client->new(username => "", password => $ENV{SCRAM_PASSWORD}, digest => "SHA-256");
print $client->first_msg, "\n";
chomp(my $offer = <STDIN>);
print $client->final_msg($offer), "\n";
chomp(my $signature = <STDIN>);
exit(eval { $client->validate($signature) } ? 0 : 1);
