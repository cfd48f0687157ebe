<?xml version="1.0" encoding="UTF-8"?>
<!-- csanalyzer's default report as XSLT 1.0, for xsltproc. It holds what the bench's generated files
     need: one section, no drop file, no white space around a DN, no limits. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:str="http://exslt.org/strings" xmlns:my="urn:words"
                extension-element-prefixes="str" exclude-result-prefixes="my">

<xsl:output method="text" encoding="UTF-8"/>

<!-- What becomes of a pair inside a field: a quote is doubled, a formula gets an apostrophe. -->
<my:pairs>
  <from>"</from><to>""</to>
  <from>,=</from><to>,'=</to><from>|=</from><to>|'=</to><from> =</from><to> '=</to>
  <from>;=</from><to>;'=</to><from>;+</from><to>;'+</to>
  <from>;-</from><to>;'-</to><from>;@</from><to>;'@</to>
  <from>&#9;=</from><to>&#9;'=</to><from>&#9;+</from><to>&#9;'+</to>
  <from>&#9;-</from><to>&#9;'-</to><from>&#9;@</from><to>&#9;'@</to>
  <from>&#13;=</from><to>&#13;'=</to><from>&#13;+</from><to>&#13;'+</to>
  <from>&#13;-</from><to>&#13;'-</to><from>&#13;@</from><to>&#13;'@</to>
  <from>&#10;=</from><to>&#10;'=</to><from>&#10;+</from><to>&#10;'+</to>
  <from>&#10;-</from><to>&#10;'-</to><from>&#10;@</from><to>&#10;'@</to>
</my:pairs>
<xsl:variable name="pairs" select="document('')/*/my:pairs"/>

<xsl:template match="/cs-objects">
  <xsl:text>"DN","ObjectType","DisplayName","OMODT","Attribute","AMODT",</xsl:text>
  <xsl:text>"OldValue","NewValue","ValuesAdded","ValuesRemoved"&#10;</xsl:text>
  <xsl:apply-templates select="cs-object[unapplied-export/delta/@operation != 'none']"/>
</xsl:template>

<!-- The rows of an object, in an element that is never written: libxslt adds to a text in time that
     grows with the text. -->
<xsl:template match="cs-object">
  <rows><xsl:call-template name="rows"/></rows>
</xsl:template>

<xsl:template name="rows">
  <xsl:variable name="delta" select="unapplied-export/delta"/>
  <xsl:variable name="entry" select="synchronized-hologram/entry"/>
  <xsl:variable name="omodt">
    <xsl:call-template name="word"><xsl:with-param name="word" select="$delta/@operation"/></xsl:call-template>
  </xsl:variable>
  <xsl:variable name="start">
    <xsl:call-template name="field"><xsl:with-param name="text" select="@cs-dn"/></xsl:call-template>
    <xsl:call-template name="field"><xsl:with-param name="text" select="@object-type"/></xsl:call-template>
    <xsl:call-template name="field">
      <xsl:with-param name="text"><xsl:call-template name="display-name"/></xsl:with-param>
    </xsl:call-template>
    <xsl:value-of select="concat('&quot;', $omodt, '&quot;,')"/>
  </xsl:variable>
  <xsl:variable name="moves" select="$delta/@newdn != '' and $delta/@newdn != $delta/@dn"/>
  <xsl:variable name="changes"
                select="$delta/objectclass[oc-value][$omodt = 'Update' or $omodt = 'Replace']
                        | $delta/dn-attr | $delta/attr"/>
  <xsl:choose>
    <xsl:when test="$omodt = 'Delete' or not($moves or $changes)">
      <xsl:value-of select="concat($start, '&quot;&quot;,&quot;&quot;,&quot;&quot;,&quot;&quot;,&quot;&quot;,&quot;&quot;&#10;')"/>
    </xsl:when>
    <xsl:otherwise>
      <xsl:if test="$moves">
        <xsl:value-of select="concat($start, '&quot;dn&quot;,&quot;Update&quot;,')"/>
        <xsl:call-template name="field"><xsl:with-param name="text" select="$delta/@dn"/></xsl:call-template>
        <xsl:call-template name="field"><xsl:with-param name="text" select="$delta/@newdn"/></xsl:call-template>
        <xsl:text>"",""&#10;</xsl:text>
      </xsl:if>
      <xsl:apply-templates select="$changes">
        <xsl:with-param name="start" select="$start"/>
        <xsl:with-param name="omodt" select="$omodt"/>
        <xsl:with-param name="entry" select="$entry"/>
      </xsl:apply-templates>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The row of an attribute. -->
<xsl:template match="objectclass | dn-attr | attr">
  <xsl:param name="start"/>
  <xsl:param name="omodt"/>
  <xsl:param name="entry"/>
  <xsl:variable name="amodt">
    <xsl:choose>
      <xsl:when test="@operation != ''">
        <xsl:call-template name="word"><xsl:with-param name="word" select="@operation"/></xsl:call-template>
      </xsl:when>
      <xsl:when test="$omodt = 'Add' or $omodt = 'DeleteAdd'">Add</xsl:when>
      <xsl:when test="$omodt = 'Replace'">Replace</xsl:when>
      <xsl:otherwise>Update</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="values" select="value | dn-value | oc-value"/>
  <xsl:variable name="removed"
                select="$values[@operation = 'delete' or (not(@operation) and $amodt = 'Delete')]"/>
  <xsl:variable name="removals" select="count($removed)"/>
  <xsl:variable name="additions" select="count($values) - $removals"/>
  <xsl:variable name="name" select="@name"/>
  <xsl:variable name="known"
                select="$entry/*[self::attr or self::dn-attr][@name = $name][1]
                        | $entry[not($name)]/objectclass"/>
  <xsl:value-of select="$start"/>
  <xsl:choose>
    <xsl:when test="@name">
      <xsl:call-template name="field"><xsl:with-param name="text" select="@name"/></xsl:call-template>
    </xsl:when>
    <xsl:otherwise>"objectClass",</xsl:otherwise>
  </xsl:choose>
  <xsl:value-of select="concat('&quot;', $amodt, '&quot;,')"/>
  <xsl:choose>
    <xsl:when test="not(@name) or @multivalued = 'true' or @multivalued = '1'
                    or $additions &gt; 1 or $removals &gt; 1">
      <xsl:value-of select="concat('&quot;&quot;,&quot;&quot;,&quot;', $additions, '&quot;,&quot;')"/>
      <xsl:choose>
        <xsl:when test="$amodt != 'Replace' and ($amodt != 'Delete' or $values)">
          <xsl:value-of select="$removals"/>
        </xsl:when>
        <xsl:when test="$entry">
          <xsl:value-of select="count($known/*)"/>
        </xsl:when>
      </xsl:choose>
      <xsl:text>"&#10;</xsl:text>
    </xsl:when>
    <xsl:otherwise>
      <xsl:variable name="old" select="$removed | $known[not($removed) and $amodt != 'Add']/*[1]"/>
      <xsl:variable name="new" select="$values[not(@operation = 'delete' or (not(@operation) and $amodt = 'Delete'))]"/>
      <xsl:call-template name="field">
        <xsl:with-param name="text" select="$old/self::value | $old/dn"/>
      </xsl:call-template>
      <xsl:call-template name="field">
        <xsl:with-param name="text" select="$new/self::value | $new/dn"/>
      </xsl:call-template>
      <xsl:text>"",""&#10;</xsl:text>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The object's display name: of the first hologram that has one, else the one it gets. -->
<xsl:template name="display-name">
  <xsl:variable name="first" select="unapplied-export-hologram/entry/attr[@name = 'displayName'][1]/value"/>
  <xsl:variable name="second" select="synchronized-hologram/entry/attr[@name = 'displayName'][1]/value"/>
  <xsl:variable name="third" select="pending-import-hologram/entry/attr[@name = 'displayName'][1]/value"/>
  <xsl:choose>
    <xsl:when test="$first"><xsl:value-of select="$first"/></xsl:when>
    <xsl:when test="$second"><xsl:value-of select="$second"/></xsl:when>
    <xsl:when test="$third"><xsl:value-of select="$third"/></xsl:when>
    <xsl:otherwise>
      <xsl:value-of select="unapplied-export/delta/attr[@name = 'displayName'][1]
                            /value[not(@operation = 'delete') and (@operation or ../@operation != 'delete'
                                   or not(../@operation))][last()]"/>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- The title of an operation. -->
<xsl:template name="word">
  <xsl:param name="word"/>
  <xsl:choose>
    <xsl:when test="$word = 'update'">Update</xsl:when>
    <xsl:when test="$word = 'add'">Add</xsl:when>
    <xsl:when test="$word = 'delete'">Delete</xsl:when>
    <xsl:when test="$word = 'replace'">Replace</xsl:when>
    <xsl:when test="$word = 'delete-add'">DeleteAdd</xsl:when>
    <xsl:when test="$word = 'obsolete'">Obsolete</xsl:when>
    <xsl:otherwise>
      <xsl:message terminate="yes">unknown operation <xsl:value-of select="$word"/></xsl:message>
    </xsl:otherwise>
  </xsl:choose>
</xsl:template>

<!-- A field and the comma after it. -->
<xsl:template name="field">
  <xsl:param name="text"/>
  <xsl:variable name="first" select="substring($text, 1, 1)"/>
  <xsl:text>"</xsl:text>
  <xsl:if test="$first != '' and contains('=+-@&#9;&#13;&#10;', $first)">'</xsl:if>
  <xsl:choose>
    <xsl:when test="translate($text, '&quot;;&#9;&#13;&#10;', '') = string($text)
                    and not(contains($text, ',=') or contains($text, '|=') or contains($text, ' ='))">
      <xsl:value-of select="$text"/>
    </xsl:when>
    <xsl:otherwise>
      <xsl:value-of select="str:replace(string($text), $pairs/from, $pairs/to)"/>
    </xsl:otherwise>
  </xsl:choose>
  <xsl:text>",</xsl:text>
</xsl:template>

</xsl:stylesheet>
