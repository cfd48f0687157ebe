#!/usr/bin/perl
# csanalyzer's default report with XML::LibXML::Reader. usage: libxml_reader.pl FILE
#
# It holds what the bench's generated files need: one section, no drop file, no white space around a
# DN or between elements, no limits. The reader passes over what the report does not need; of the
# rest it makes trees.
use strict;
use warnings;

use XML::LibXML;
use XML::LibXML::Reader;

my %title = (
    'update' => 'Update', 'add' => 'Add', 'delete' => 'Delete', 'replace' => 'Replace',
    'delete-add' => 'DeleteAdd', 'obsolete' => 'Obsolete',
);
my %default_amodt = (Add => 'Add', DeleteAdd => 'Add', Replace => 'Replace');
my $display_name = XML::LibXML::XPathExpression->new(
    'entry/*[@name = "displayName"][self::attr or self::dn-attr][1]/*[1]');
my @holograms = ('unapplied-export-hologram', 'synchronized-hologram', 'pending-import-hologram');
my $last = 'pending-import-hologram';    # the report needs nothing after it
my %wanted = map { $_ => 1 } 'unapplied-export', @holograms;

# The fields in quotes, harmless for a spreadsheet, each followed by a comma.
sub fields {
    my $line = '';
    for my $text (@_) {
        my $field = $text;
        if ($field =~ /["=+\-@\t\r\n]/) {
            $field =~ s/(?<=[;\t\r\n])(?=[=+\-@])/'/g;
            $field =~ s/^(?=[=+\-@\t\r\n])/'/;
            $field =~ s/"/""/g;
        }
        $line .= "\"$field\",";
    }
    return $line;
}

# The first attribute of that name in a delta or an entry.
sub find {
    my ($image, $name) = @_;
    for my $child ($image->childNodes) {
        next if ($child->getAttribute('name') // '') ne $name;
        return $child if $child->nodeName ne 'objectclass';
    }
    return undef;
}

# The first child of that name.
sub child {
    my ($node, $name) = @_;
    return undef unless $node;
    for (my $child = $node->firstChild; $child; $child = $child->nextSibling) {
        return $child if $child->nodeName eq $name;
    }
    return undef;
}

sub text_of {
    my ($value) = @_;
    $value = child($value, 'dn') if $value->nodeName eq 'dn-value';
    return $value ? $value->textContent : '';
}

# The values of an attribute: those added, and those deleted.
sub values_of {
    my ($attribute, $amodt) = @_;
    my $usual = $amodt eq 'Delete' ? 'delete' : 'add';
    my (@added, @removed);
    for my $value ($attribute->childNodes) {
        if (($value->getAttribute('operation') // $usual) eq 'add') { push @added, $value }
        else                                                        { push @removed, $value }
    }
    return (\@added, \@removed);
}

sub display_name {
    my ($parts, $delta) = @_;
    for my $place (@holograms) {
        my ($value) = $parts->{$place} ? $parts->{$place}->findnodes($display_name) : ();
        return text_of($value) if $value;
    }
    my $attribute = find($delta, 'displayName') or return '';
    my ($added) = values_of($attribute, $title{$attribute->getAttribute('operation') // ''} // '');
    return @$added ? text_of($added->[-1]) : '';
}

sub attribute_row {
    my ($start, $attribute, $omodt, $entry) = @_;
    my $amodt = $title{$attribute->getAttribute('operation') // ''}
        // $default_amodt{$omodt} // 'Update';
    my $is_class = $attribute->nodeName eq 'objectclass';
    my $name = $is_class ? 'objectClass' : $attribute->getAttribute('name');
    my $multivalued = $is_class || $attribute->getAttribute('multivalued') =~ /^(?:true|1)$/;
    my ($added, $removed) = values_of($attribute, $amodt);
    my ($additions, $removals) = (scalar @$added, scalar @$removed);
    my $known = sub { $is_class ? child($entry, 'objectclass') : $entry && find($entry, $name) };

    if ($multivalued || $additions > 1 || $removals > 1) {
        if ($amodt eq 'Replace' || ($amodt eq 'Delete' && !$additions && !$removals)) {
            my $before = $known->();
            $removals = !$entry ? '' : $before ? scalar(my @known = $before->childNodes) : 0;
        }
        return $start . fields($name, $amodt) . "\"\",\"\",\"$additions\",\"$removals\"\n";
    }
    my $old = $removed->[0];
    if (!$old && $amodt ne 'Add' && (my $before = $known->())) {
        ($old) = $before->childNodes;
    }
    return $start . fields($name, $amodt, $old ? text_of($old) : '',
        $added->[0] ? text_of($added->[0]) : '') . "\"\",\"\"\n";
}

# The rows of an object: $parts holds a tree of each section and hologram.
sub rows {
    my ($dn, $type, $parts) = @_;
    my $delta = child($parts->{'unapplied-export'}, 'delta') or return '';
    my $operation = $delta->getAttribute('operation');
    return '' if $operation eq 'none';
    my $omodt = $title{$operation} // die "unknown operation $operation";
    my $start = fields($dn, $type, display_name($parts, $delta), $omodt);
    my $nothing = $start . "\"\",\"\",\"\",\"\",\"\",\"\"\n";
    return $nothing if $omodt eq 'Delete';

    my $rows = '';
    my ($from, $to) = ($delta->getAttribute('dn') // '', $delta->getAttribute('newdn') // '');
    $rows .= $start . fields('dn', 'Update', $from, $to) . "\"\",\"\"\n"
        if $to ne '' && $to ne $from;
    my $entry = child($parts->{'synchronized-hologram'}, 'entry');
    my $class = $omodt =~ /^(?:Update|Replace)$/ ? child($delta, 'objectclass') : undef;
    $rows .= attribute_row($start, $class, $omodt, $entry) if $class && $class->hasChildNodes;
    for my $attribute ($delta->childNodes) {
        $rows .= attribute_row($start, $attribute, $omodt, $entry)
            if $attribute->nodeName =~ /^(?:dn-)?attr$/;
    }
    return $rows eq '' ? $nothing : $rows;
}

binmode STDOUT, ':encoding(UTF-8)';
print '"DN","ObjectType","DisplayName","OMODT","Attribute","AMODT",',
    qq("OldValue","NewValue","ValuesAdded","ValuesRemoved"\n);
my $reader = XML::LibXML::Reader->new(location => $ARGV[0], huge => 1);
while ($reader->nextElement('cs-object') > 0) {
    my ($dn, $type) = ($reader->getAttribute('cs-dn'), $reader->getAttribute('object-type') // '');
    my %parts;
    my $depth = $reader->depth + 1;
    my $more = $reader->read;
    while ($more > 0 && $reader->depth == $depth) {
        my $name = $reader->name;
        $parts{$name} = $reader->copyCurrentNode(1) if $wanted{$name};
        last if $name eq $last;
        $more = $reader->next;
    }
    die "parse error\n" if $more < 0;
    print rows($dn, $type, \%parts);
}
close STDOUT or die "cannot write: $!\n";
